import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApplicationCommandType, InteractionType } from 'discord-api-types/v10';
import type { APIMessage } from 'discord.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startInteraction } from '../../playground/discord/interactions.ts';
import { type Stage, start, STORES } from './start.ts';

const WHY = 'Why this answer?';

/** Longer than the pace of a growing reply. */
const A_WHILE = 15_000;

describe.each(STORES)('why an answer is as it is, on %s', (store) => {
  let stage: Stage;
  const folder = mkdtempSync(join(tmpdir(), 'bobbin-why-'));
  beforeAll(async () => {
    const MODELS_CONFIG = join(folder, 'models.json');
    writeFileSync(MODELS_CONFIG, JSON.stringify({ prices: { practice: { input: 1, output: 2 } } }));
    const environment = { CONTEXT_TOKENS: '2000', TOOLS: 'calculator,earlier', MODELS_CONFIG };
    stage = await start(store, { environment });
  });
  afterAll(async () => {
    await stage.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (text: string) => stage.ada.say('general', `${stage.bobbin} ${text}`).id;

  const seesComplete = (thread: string, words: string | RegExp) =>
    stage.ada.sees(
      thread,
      ({ author, content, components }) =>
        author.bot === true &&
        (typeof words === 'string' ? content.includes(words) : words.test(content)) &&
        !JSON.stringify(components).includes('Stop'),
      A_WHILE,
    );

  async function told(thread: string, answer: APIMessage): Promise<string> {
    const { ada } = stage;
    const { interaction } = ada.messageCommand(thread, WHY, answer);
    const isAnswer = (one: APIMessage) =>
      one.interaction_metadata?.id === interaction && one.content.includes('What I read');
    return (await ada.sees(thread, isAnswer)).content;
  }

  /** As somebody might send it who does not use Discord's client. */
  function byHand(person: string, channel: string, target: APIMessage) {
    const { world } = stage.discord;
    const command = [...world.commands.values()].find(({ name }) => name === WHY)!;
    const { id, name } = command;
    const type = ApplicationCommandType.Message;
    const resolved = { messages: { [target.id]: target } };
    startInteraction(world, {
      type: InteractionType.ApplicationCommand,
      person,
      channel: world.find(channel),
      title: name,
      data: { id, name, type, target_id: target.id, resolved },
      commandName: name,
      commandType: type,
    });
  }

  test('is told to the one who asks, and to nobody else', async () => {
    const { ada, ben, discord } = stage;
    const thread = ask('calculate 6*7');
    const answer = await seesComplete(thread, /> 42$/);
    const lines = (await told(thread, answer)).split('\n');
    const guild = discord.world.guild.id;
    const general = discord.world.find('general').id;
    const link = `https://discord.com/channels/${guild}/${general}/${thread}`;
    expect(lines).toEqual([
      expect.stringMatching(/^\*\*What I read\*\*: one message, <t:\d+:f> \[↗\]\(.*\)$/),
      '**Left out**: nothing',
      '**Prompt**: my default',
      '**Model**: `practice`',
      expect.stringMatching(
        /^\*\*Tokens\*\*: 1,\d{3} read, 0 of them from the provider’s cache \(0%\), \d+ written$/,
      ),
      expect.stringMatching(/^\*\*Cost\*\*: \$0\.001\d$/),
      expect.stringMatching(/^\*\*Time\*\*: [\d.]+ s to the first word, [\d.]+ s to the last$/),
      '**Tools**: a calculator',
    ]);
    expect(lines[0]).toContain(link);
    expect(ben.messages(thread).some(({ content }) => content.includes('What I read'))).toBe(false);
    expect(ada.messages(thread).some(({ content }) => content.includes('What I read'))).toBe(true);
  });

  test('says which settings counted, what was left out, and what came from the cache', async () => {
    const { ada, model } = stage;
    await ada.seesAnswer(ada.command('general', 'settings prompt'));
    const modal = await ada.seesModal();
    ada.submitModal('general', modal.custom_id, {
      prompt: `You like long stories. ${'Very long. '.repeat(20)}`,
    });
    await ada.sees('general', 'Done. From the next message on');
    model.next(`One. ${'word '.repeat(500)}`);
    const thread = ask('tell me a story');
    const first = await seesComplete(thread, /^One/);
    expect(await told(thread, first)).toMatch(
      /\n\*\*Prompt\*\*: set for the server, version 1 of the settings\n/,
    );
    for (const number of ['Two', 'Three', 'Four']) {
      model.next(`${number}. ${'word '.repeat(500)}`);
      ada.say(thread, 'go on');
      await seesComplete(thread, new RegExp(`^${number}`));
    }
    model.next({ text: 'The end.', reasoning: 'I think it ends here.' });
    ada.say(thread, 'and then?');
    const last = await seesComplete(thread, /^The end\./);
    const why = await told(thread, last);
    expect(why).toMatch(
      /^\*\*What I read\*\*: \d messages, from <t:\d+:f> \[↗\]\(\S+\) to <t:\d+:f> \[↗\]\(\S+\)\n/,
    );
    expect(why).toContain('**Left out**: older messages, for which my context has no room\n');
    expect(why).toMatch(/\d+ written, \d+ of them to think\n/);
    await stage.restart();
    expect(await told(thread, last)).toBe(why);
    ada.command('general', 'settings reset');
    await ada.sees('general', 'I took this back');
  });

  test('says so where nobody knows what it cost', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings model', { model: 'other' });
    await ada.sees('general', '**Model**: `other`');
    model.next('Hello.');
    const thread = ask('hello');
    expect(await told(thread, await seesComplete(thread, 'Hello.'))).toContain(
      '**Cost**: not known, since I know no price for this model\n',
    );
    ada.command('general', 'settings reset');
    await ada.sees('general', /I took this back[^]*Model/);
  });

  test('counts all of an answer that was gone on with', async () => {
    const { ada, model } = stage;
    model.next({ text: 'It was a dark and', finish: 'length' });
    const thread = ask('a story');
    const cut = await seesComplete(thread, 'This answer reached its longest length');
    const read = async () =>
      Number(/Tokens\*\*: ([\d,]+) read/.exec(await told(thread, cut))?.[1]?.replace(',', ''));
    const before = await read();
    model.next('stormy night.');
    ada.click(thread, cut, `Continue:continue:${thread}`);
    await seesComplete(thread, 'stormy night.');
    await expect.poll(read).toBeGreaterThan(before * 1.5);
  });

  test('names no link to a message that is gone', async () => {
    const { ada, model } = stage;
    model.next('Hello.');
    const thread = ask('hello');
    await seesComplete(thread, 'Hello.');
    model.next('Yes.');
    const asked = ada.say(thread, 'Are you there?');
    const answer = await seesComplete(thread, 'Yes.');
    expect(await told(thread, answer)).toContain(asked.id);
    ada.delete(thread, asked);
    await expect.poll(() => told(thread, answer)).not.toContain(asked.id);
  });

  test('is not told of what is no answer here', async () => {
    const { ada, model } = stage;
    model.next('Hello.');
    const thread = ask('hello');
    const answer = await seesComplete(thread, 'Hello.');
    const question = ada.say('help', 'I am no answer');
    ada.messageCommand('help', WHY, question);
    await ada.sees('help', 'This is no answer that I remember.');
    stage.discord.world.addChannel('elsewhere');
    byHand(ada.user.id, 'elsewhere', answer);
    await ada.sees('elsewhere', 'This is no answer that I remember.');
  });

  test('is not told to somebody who may not read it', async () => {
    const { ada, ben, discord, model } = stage;
    const { world } = discord;
    const secret = world.addChannel('secret');
    model.next('Hush.');
    const { id: thread } = ada.say('secret', `${stage.bobbin} can you keep a secret?`);
    const answer = await seesComplete(thread, 'Hush.');
    world.setOverwrite(secret.id, ben.user.id, { deny: ['ViewChannel'] });
    byHand(ben.user.id, thread, answer);
    const refused = () =>
      [...(world.messages.get(thread)?.values() ?? [])].some(({ message }) =>
        message.content.includes('Only people who can read this conversation can see that.'),
      );
    await ada.waitFor('it is refused', refused);
  });
});
