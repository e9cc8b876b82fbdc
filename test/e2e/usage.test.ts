import { type APIMessage, ComponentType } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shownText } from '../../playground/discord/client/sees.ts';
import { everyIn } from '../../playground/discord/components.ts';
import { looksLike } from '../../playground/model/looks-like.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { dayAfter, dayOf } from '../../src/store/usage.ts';
import { type Stage, start, STORES } from './start.ts';

describe.each(STORES)('/usage on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store);
    const books = await openStore({
      redisUrl: stage.redis?.url,
      dataDir: stage.folder,
      log: createLog('silent'),
    });
    const today = dayOf(Date.now());
    for (const [at, person] of [stage.ada, stage.ben].entries()) {
      const call = {
        id: `call ${at}`,
        payer: stage.discord.world.guild.id,
        person: person.user.id,
        day: dayAfter(today, -at),
        accounts: ['all', `person:${person.user.id}`] as const,
      };
      const used = {
        model: 'gpt-5.4-mini',
        input: 1_000,
        cached: 250,
        output: 100,
        reasoning: 40,
        nanos: 20_000_000,
      };
      await books.usage.settle(call, used);
    }
    await books.close();
  });
  afterAll(() => stage.close());

  const hasPicture = ({ attachments }: APIMessage) => attachments.length > 0;

  test('shows the server to those who manage it: a picture, and the same as text', async () => {
    const { ada, ben } = stage;
    ada.command('general', 'settings budget', { 'server-per-day': '1M tokens' });
    await ada.sees('general', '1,000,000 tokens');
    await ada.seesAnswer(ada.command('general', 'usage server'));
    const shown = await ada.sees('general', hasPicture);
    const { attachments } = shown;
    expect(shownText(shown).split('\n')).toEqual([
      '**What this server used in the last 30 days**',
      expect.stringMatching(/^-# From top to bottom, day by day: tokens; money/),
      '- `gpt-5.4-mini`: 2 calls, 2,000 tokens read (25% of them from the cache), 200 written (80 of them to think), $0.04',
      expect.stringMatching(
        /^- \*\*Budget of the server for today\*\*: 1,100 tokens of 1,000,000 tokens \(0%\), anew <t:\d+:R>$/,
      ),
      '-# A day begins at midnight UTC.',
    ]);
    const [picture, table] = attachments;
    expect(picture).toMatchObject({ content_type: 'image/png', width: 1_000 });
    const gallery = [...everyIn(shown.components ?? [])].find(
      ({ type }) => type === ComponentType.MediaGallery,
    );
    expect(JSON.stringify(gallery)).toMatch(/All together 2,200 tokens, \$0\.04, 25% from the cache\./);
    const csv = await (await fetch(table!.url)).text();
    const today = dayOf(Date.now());
    expect(csv.split('\n').slice(1, 3)).toEqual([
      `${dayAfter(today, -1)},"gpt-5.4-mini",1,1000,250,100,40,0.02,0`,
      `${today},"gpt-5.4-mini",1,1000,250,100,40,0.02,0`,
    ]);
    const bytes = await (await fetch(picture!.url)).arrayBuffer();
    expect(looksLike(new Uint8Array(bytes))?.type).toBe('image/png');
    expect(ben.messages('general').filter(hasPicture)).toEqual([]);
  });

  test('refuses others, and shows everybody their own', async () => {
    const { ben } = stage;
    ben.command('general', 'usage server');
    await ben.sees('general', 'Only people who may manage this server');
    await ben.seesAnswer(ben.command('general', 'usage me'));
    const content = shownText(await ben.sees('general', hasPicture));
    expect(content).toContain('`gpt-5.4-mini`: one call, 1,000 tokens read');
    expect(content).not.toContain('Budget of the server');
  });

  test('counts direct messages apart, and says so where nothing was used', async () => {
    const { ada, model } = stage;
    const dm = ada.openDm();
    await ada.seesAnswer(ada.command(dm, 'usage me'));
    await ada.sees(dm, 'Nothing yet.');
    model.next('Hello!');
    ada.say(dm, 'hello');
    await ada.sees(dm, 'Hello!');
    await ada.seesAnswer(ada.command(dm, 'usage me'));
    const content = shownText(await ada.sees(dm, hasPicture));
    expect(content).toMatch(/`practice`: one call, .* price unknown/);
    ada.command(dm, 'usage server');
    await ada.sees(dm, 'There are no settings in direct messages.');
  });
});
