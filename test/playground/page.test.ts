import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { startDiscord } from '../../playground/discord/start.ts';
import type { Discord } from '../../playground/discord/start.ts';
import type { Deed, SeenEvent, Snapshot, ToPage } from '../../playground/protocol.ts';
import { connect } from './client.ts';

const toPage = z.custom<ToPage>((value) => value instanceof Object && 'type' in value);

/** A page: what it was shown, and how it says something. */
async function openPage(discord: Discord) {
  const socket = new WebSocket(`${discord.url.replace('http', 'ws')}/page`);
  const received: ToPage[] = [];
  socket.on('message', (data: Buffer) => received.push(toPage.parse(JSON.parse(data.toString()))));
  await once(socket, 'open');
  const events = (): SeenEvent[] => received.flatMap((each) => (each.type === 'event' ? [each.event] : []));
  let id = 0;
  return {
    socket,
    events,
    snapshot: async (): Promise<Snapshot> =>
      discord.waitFor(
        'a snapshot',
        () => received.flatMap((each) => (each.type === 'snapshot' ? [each.snapshot] : []))[0],
      ),
    does: async (as: string, deed: Deed): Promise<Extract<ToPage, { type: 'done' }>> => {
      id += 1;
      socket.send(JSON.stringify({ id, as, ...deed }));
      return discord.waitFor('done', () =>
        received.flatMap((each) => (each.type === 'done' && each.id === id ? [each] : [])).at(0),
      );
    },
  };
}

test('the page sees all that there is, and what happens then', async () => {
  const discord = await startDiscord();
  const ada = discord.person('Ada');
  ada.say('general', 'before');
  const page = await openPage(discord);
  const snapshot = await page.snapshot();
  const general = discord.world.find('general').id;
  expect(snapshot).toMatchObject({
    bot: { username: 'Bobbin' },
    online: false,
    guild: { name: "Bobbin's Yard" },
  });
  expect(snapshot.people.map(({ user, managesServer }) => [user.global_name, managesServer])).toEqual([
    ['Ada', true],
    ['Ben', false],
  ]);
  expect(snapshot.messages[general]?.map(({ content }) => content)).toEqual(['before']);
  const client = await connect(discord);
  await discord.waitFor('online', () => page.events().some((event) => event.on === 'online' && event.online));
  const said = await page.does(ada.user.id, { do: 'say', channel: general, text: 'hello' });
  expect(said.result).toMatchObject({ content: 'hello', author: { id: ada.user.id } });
  const texts = page.events().map((event) => (event.on === 'message' ? event.message.content : ''));
  expect(texts).toContain('hello');
  await client.destroy();
  await discord.close();
});

test('what can not be done is answered with a sentence', async () => {
  const discord = await startDiscord();
  const page = await openPage(discord);
  const ben = discord.person('Ben').user.id;
  const ideas = discord.world.find('ideas').id;
  expect(await page.does(ben, { do: 'say', channel: ideas, text: 'x' })).toMatchObject({
    error: 'Discord refuses: Cannot send messages in a non-text channel.',
  });
  expect(await page.does(ben, { do: 'command', channel: ideas, name: 'chat', options: [] })).toMatchObject({
    error: 'There is no command chat here. There are: none.',
  });
  expect((await page.does(ben, { do: 'openDm' })).result).toMatchObject({ type: 1 });
  expect((await page.does(ben, { do: 'post', forum: ideas, title: 'T', text: 'x' })).result).toMatchObject({
    type: 11,
  });
  await discord.close();
});
