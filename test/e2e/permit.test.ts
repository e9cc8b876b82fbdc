import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIMessage } from 'discord.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Script } from '../../playground/model/script.ts';
import type { Person } from '../../playground/people.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { type McpOverHttp, startMcp } from '../model/mcp-http.ts';
import { written } from '../model/mcp-server.ts';
import { type Stage, start, STORES } from './start.ts';

/** Longer than the pace of a growing reply, and than what Discord makes it wait. */
const A_WHILE = 15_000;

describe.each(STORES)('a tool that changes something outside, on %s', (store) => {
  let stage: Stage;
  let mcp: McpOverHttp;
  const folder = mkdtempSync(join(tmpdir(), 'bobbin-permit-'));

  beforeAll(async () => {
    mcp = await startMcp();
    const MCP_CONFIG = join(folder, 'mcp.json');
    const mcpServers = { notes: { url: mcp.url, tools: ['echo', 'write'], asks: ['write'] } };
    writeFileSync(MCP_CONFIG, JSON.stringify({ mcpServers }));
    stage = await start(store, { environment: { MCP_CONFIG } });
  });
  beforeEach(() => void written.splice(0));
  afterAll(async () => {
    await stage.close();
    mcp.close();
    rmSync(folder, { recursive: true });
  });

  const write = (input: unknown): Script => ({
    toolCalls: [{ name: 'notes_write', arguments: JSON.stringify(input) }],
  });

  const ask = (words: string, who = stage.ada) => who.say('general', `${stage.bobbin} ${words}`).id;

  const buttonsOf = ({ components = [] }: APIMessage) =>
    components.flatMap((row) => (row.type === 1 ? row.components : [])).filter((one) => one.type === 2);

  const buttonOf = (message: APIMessage, label: string) =>
    buttonsOf(message)
      .filter((one) => 'label' in one && one.label === label)
      .map((one) => ('custom_id' in one ? one.custom_id : ''))[0]!;

  const question = (thread: string, about = '') =>
    stage.ada.sees(
      thread,
      (one) =>
        /may I use `notes_write`/.test(one.content) &&
        one.content.includes(about) &&
        buttonsOf(one).length === 3,
      A_WHILE,
    );

  const click = (who: Person, thread: string, message: APIMessage, label: string) =>
    who.click(thread, message, buttonOf(message, label));

  const seesComplete = (thread: string, words: RegExp) =>
    stage.ada.sees(
      thread,
      (one) => one.author.bot === true && words.test(one.content) && buttonsOf(one).length === 0,
      A_WHILE,
    );

  const answers = (thread: string) =>
    stage.ada
      .messages(thread)
      .filter(({ author, content, type }) => author.bot && content !== '' && type === 0);

  test('is used when the one who asked allows it, who first sees what it would do', async () => {
    const { ada } = stage;
    const thread = ask('use notes_write: buy milk');
    const shown = await question(thread);
    expect(shown.content).toMatch(
      /^<@\d+>, may I use `notes_write` for this\? It changes something outside of Discord\.\n```json\n\{\n {2}"text": "buy milk"\n\}\n```\n-# Only the one who asked can allow it, until <t:\d+:t>\. If nobody does anything, it is not used\.$/,
    );
    expect(shown.content).toContain(ada.mention);
    expect(shown.mentions).toEqual([]);
    expect(buttonsOf(shown).map((one) => 'label' in one && one.label)).toEqual(['Allow', 'Deny', 'Stop']);
    expect(written).toEqual([]);
    click(ada, thread, shown, 'Allow');
    const whole = await seesComplete(thread, /> Written\.$/);
    expect(whole.id).toBe(shown.id);
    expect(answers(thread)).toHaveLength(1);
    expect(written).toEqual(['buy milk']);
  });

  test('is not used when it is denied, and the model is told', async () => {
    const { ada } = stage;
    const thread = ask('use notes_write: buy beer');
    click(ada, thread, await question(thread), 'Deny');
    await seesComplete(thread, /did not allow this/);
    expect(written).toEqual([]);
  });

  test('is asked for below what was said, and asked for each use', async () => {
    const { ada, model } = stage;
    model.next(
      { text: 'Let me note that.', ...write({ text: 'one' }) },
      write({ text: 'two' }),
      'Both noted.',
    );
    const thread = ask('note two things');
    const first = await question(thread, '"one"');
    expect(first.content).toMatch(/^Let me note that\.\n\n<@/);
    const answered = buttonOf(first, 'Allow');
    click(ada, thread, first, 'Allow');
    const second = await question(thread, '"two"');
    const [allow] = buttonsOf(second);
    const asked = buttonOf(second, 'Allow');
    expect(asked).not.toBe(answered);
    // A second click on what was answered already is none on the next question.
    Object.assign(allow!, { custom_id: answered });
    ada.click(thread, second, answered);
    await ada.sees(thread, 'This question is no longer open.');
    expect(written).toEqual(['one']);
    Object.assign(allow!, { custom_id: asked });
    click(ada, thread, second, 'Allow');
    await seesComplete(thread, /^Let me note that\.\n\nBoth noted\.$/);
    expect(written).toEqual(['one', 'two']);
  });

  test('is allowed by nobody but the one who asked; who may manage messages can deny it', async () => {
    const { ada, ben } = stage;
    const thread = ask('use notes_write: from Ben', ben);
    const shown = await question(thread);
    click(ada, thread, shown, 'Allow');
    await ada.sees(thread, 'Only the one who asked can allow this.');
    stage.discord.world.addPerson('Cleo');
    const cleo = stage.discord.person('Cleo');
    for (const label of ['Allow', 'Deny']) {
      click(cleo, thread, shown, label);
      await cleo.sees(thread, /^Only the one who asked(, or| can)/);
    }
    await cleo.sees(thread, 'Only the one who asked, or someone who may manage messages here, can do that.');
    expect(written).toEqual([]);
    click(ada, thread, shown, 'Deny');
    await seesComplete(thread, /did not allow this/);
    expect(written).toEqual([]);
  });

  test('shows what it would do as data, cut where it is long', async () => {
    const { ada, model } = stage;
    const text = `\`\`\`\n@everyone **<@${ada.user.id}>** \u202etxt${' and so on'.repeat(300)}`;
    model.next(write({ text }), 'Well.');
    const thread = ask('write a lot');
    const { content, mention_everyone: everyone, mentions } = await question(thread);
    expect({ everyone, mentions }).toEqual({ everyone: false, mentions: [] });
    expect(content.match(/```/g)).toHaveLength(2);
    expect(content).toContain(String.raw`\u202e`);
    expect(content).toMatch(/\n-# 1,\d{3} more characters are not shown here\.\n-# Only the one/);
    expect(content.length).toBeLessThan(1_800);
    click(ada, thread, await question(thread), 'Deny');
    await seesComplete(thread, /^Well\.$/);
  });

  test('still waits for an answer after a restart, and then is used once', async () => {
    const { ada } = stage;
    const thread = ask('use notes_write: after a restart');
    const shown = await question(thread);
    await stage.restart();
    await ada.waitFor(
      'the model is asked anew',
      () => stage.model.requests.at(-1)?.asked?.said.at(-1)?.text.includes('after a restart'),
      A_WHILE,
    );
    const same = await question(thread, 'after a restart');
    expect(buttonOf(same, 'Allow')).toBe(buttonOf(shown, 'Allow'));
    click(ada, thread, same, 'Allow');
    const whole = await seesComplete(thread, /> Written\.$/);
    expect(whole.id).toBe(shown.id);
    expect(answers(thread)).toHaveLength(1);
    expect(written).toEqual(['after a restart']);
  });

  /** Bobbin is down: what is on record changes meanwhile. */
  async function whileDown(change: (conversation: Awaited<ReturnType<typeof openStore>>) => Promise<void>) {
    await stage.stopBot();
    const log = createLog('silent');
    const opened = await openStore({ redisUrl: stage.redis?.url, dataDir: stage.folder, log });
    await change(opened);
    await opened.close();
    await stage.startBot();
  }

  test('is used without another question, where it was allowed to a Bobbin that ended just then', async () => {
    const thread = ask('use notes_write: allowed before');
    const shown = await question(thread);
    const id = buttonOf(shown, 'Allow').split(':').at(-1)!;
    await whileDown((opened) => opened.update(thread, { decided: { id, allowed: true } }));
    await seesComplete(thread, /> Written\.$/);
    expect(written).toEqual(['allowed before']);
  });

  test('is not used where nobody says anything in time', async () => {
    const thread = ask('use notes_write: nobody there');
    const shown = await question(thread);
    await whileDown(async (opened) => {
      const open = (await opened.conversation(thread))!.open!;
      const asks = { ...open.asks!, until: Date.now() + 3_000 };
      await opened.update(thread, { open: { ...open, asks } });
    });
    const whole = await seesComplete(thread, /did not allow this/);
    expect(whole.id).toBe(shown.id);
    expect(written).toEqual([]);
  });

  test('is not used, and the answer ends, when it is stopped meanwhile', async () => {
    const { ada, model } = stage;
    const thread = ask('use notes_write: stopped');
    const shown = await question(thread);
    click(ada, thread, shown, 'Stop');
    await ada.waitFor('the question goes', () => answers(thread).length === 0, A_WHILE);
    model.next('Yes?');
    ada.say(thread, 'Hello?');
    await seesComplete(thread, /^Yes\?$/);
    expect(written).toEqual([]);
  });

  test('is not used when the question is deleted meanwhile', async () => {
    const { ada, model } = stage;
    model.next('Hello.');
    const thread = ask('hello');
    await seesComplete(thread, /^Hello\.$/);
    const asked = ada.say(thread, 'use notes_write: deleted');
    await question(thread);
    ada.delete(thread, asked);
    await ada.waitFor('the question goes', () => answers(thread).length === 1, A_WHILE);
    expect(written).toEqual([]);
  });

  test('keeps nobody else from being answered', async () => {
    const { ada, ben, model } = stage;
    const waiting = Array.from({ length: 11 }, (_, at) => ask(`use notes_write: ${at}`));
    for (const thread of waiting) await question(thread);
    model.next('I am here.');
    const thread = ask('are you there?', ben);
    await seesComplete(thread, /^I am here\.$/);
    for (const one of waiting) click(ada, one, await question(one), 'Deny');
    for (const one of waiting) await seesComplete(one, /did not allow this/);
  });
});
