import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Script } from '../../playground/model/script.ts';
import { type McpOverHttp, startMcp } from '../model/mcp-http.ts';
import { type Stage, start, STORES } from './start.ts';

/** Longer than the pace of a growing reply, and than what Discord makes it wait. */
const A_WHILE = 15_000;

describe.each(STORES)('tools on %s', (store) => {
  let stage: Stage;

  let mcp: McpOverHttp;
  const folder = mkdtempSync(join(tmpdir(), 'bobbin-tools-'));

  beforeAll(async () => {
    mcp = await startMcp();
    const MCP_CONFIG = join(folder, 'mcp.json');
    const tiny = { command: process.execPath, args: ['test/model/mcp-server.ts'] };
    const mcpServers = {
      notes: { url: mcp.url, tools: ['echo'] },
      tiny: { ...tiny, tools: ['echo', 'fail'] },
      hanging: { ...tiny, args: [...tiny.args, 'hang'] },
    };
    writeFileSync(MCP_CONFIG, JSON.stringify({ mcpServers }));
    stage = await start(store, { environment: { MCP_CONFIG, CONTEXT_TOKENS: '8000' } });
  });
  afterEach(() => (mcp.before = () => Promise.resolve()));
  afterAll(async () => {
    await stage.close();
    mcp.close();
    rmSync(folder, { recursive: true });
  });

  const ask = (words: string) => stage.ada.say('general', `${stage.bobbin} ${words}`).id;

  const seesComplete = (thread: string, words: string | RegExp) =>
    stage.ada.sees(
      thread,
      ({ author, content, components }) =>
        author.bot === true &&
        (typeof words === 'string' ? content === words : words.test(content)) &&
        !JSON.stringify(components).includes('Stop'),
      A_WHILE,
    );

  const call = (name: string, input: object): Script => ({
    toolCalls: [{ name, arguments: JSON.stringify(input) }],
  });

  const offered = () =>
    (stage.model.requests.at(-1)?.asked?.tools ?? []).map((tool) => JSON.stringify(tool)).join('\n');

  test.each([
    ['calculate 6*7', /^A tool said:\n> 42$/],
    ['what time is it in Tokyo?', /^A tool said:\n> Asia\/Tokyo: .* GMT\+9$/],
    ['read http://127.0.0.1:6379/', /not on the open internet/],
    ['read http://169.254.169.254/latest/meta-data/', /not on the open internet/],
    ['use tiny_echo: hello', /^A tool said:\n> You said: hello$/],
    ['use tiny_fail', /^A tool said:\n> The tool failed and says: The disk is full\.$/],
    ['use notes_echo: hello', /^A tool said:\n> You said: hello$/],
  ])('are used on request: %s', async (words, expected) => {
    await seesComplete(ask(words), expected);
  });

  test('show what they do below what was said, until more is said', async () => {
    const { ada, model } = stage;
    const { promise, resolve } = Promise.withResolvers<void>();
    mcp.before = () => promise;
    model.next(
      { text: 'Let me *look*.', ...call('notes_echo', { text: 'hello' }) },
      { chunks: ['It', ' said hello.'], firstMs: 1_500, pauseMs: 1_500 },
    );
    const asked = ask('what does it say?');
    const doing = 'Let me *look*.\n\n-# using notes: echo …';
    const shown = await ada.sees(asked, doing, A_WHILE);
    expect(JSON.stringify(shown.components)).toContain('Stop');
    resolve();
    await ada.sees(asked, 'Let me *look*.\n\nIt', A_WHILE);
    const whole = await seesComplete(asked, 'Let me *look*.\n\nIt said hello.');
    expect(whole.id).toBe(shown.id);
    expect(ada.messages(asked).filter(({ author, content }) => author.bot && content !== '')).toHaveLength(1);
    model.next('Yes.');
    ada.say(asked, 'Is that all?');
    await ada.sees(asked, 'Yes.');
    expect(stage.lastRequest().map(({ text: said }) => said)).toContain('Let me *look*.\n\nIt said hello.');
  });

  test('show what they do where nothing was said yet, also where answers come in one piece', async () => {
    const { ada, model } = stage;
    ada.command('general', 'settings answers', { streaming: 'off' });
    await ada.sees('general', '**My answers** come when they are complete');
    const { promise, resolve } = Promise.withResolvers<void>();
    mcp.before = () => promise;
    model.next(call('notes_echo', { text: 'hello' }), 'It said hello.');
    const asked = ask('what does it say?');
    const shown = await ada.sees(asked, '-# using notes: echo …', A_WHILE);
    resolve();
    expect((await seesComplete(asked, 'It said hello.')).id).toBe(shown.id);
    ada.command('general', 'settings reset');
    await ada.sees('general', /I took this back[^]*My answers/);
  });

  test('end when the answer is stopped, and nothing is left of them', async () => {
    const { ada, model } = stage;
    mcp.before = () => new Promise(() => {});
    model.next(call('notes_echo', { text: 'hello' }));
    const asked = ask('what does it say?');
    const shown = await ada.sees(asked, '-# using notes: echo …', A_WHILE);
    ada.click(asked, shown, `stop:stop:${asked}`);
    await ada.waitFor(
      'the message goes',
      () => !ada.messages(asked).some(({ id }) => id === shown.id),
      A_WHILE,
    );
    mcp.before = () => Promise.resolve();
    model.next('Yes?');
    ada.say(asked, 'Hello?');
    await ada.sees(asked, 'Yes?', A_WHILE);
  });

  test('a failure behind a tool is told without what the tool did', async () => {
    const { ada, model } = stage;
    model.next(call('tiny_echo', { text: 'hello' }), { status: 401, error: { message: 'no' } });
    const asked = ask('what does it say?');
    const told = await seesComplete(asked, /^⚠️ The AI service refused my key/);
    expect(told.content).not.toContain('using');
    expect(ada.messages(asked).filter(({ author, content }) => author.bot && content !== '')).toHaveLength(1);
  });

  test('a failure behind a tool keeps what people have read', async () => {
    stage.model.next(
      { text: 'Let me look.', ...call('tiny_echo', { text: 'hello' }) },
      { status: 401, error: { message: 'no' } },
    );
    await seesComplete(
      ask('what does it say?'),
      'Let me look.\n\n-# The connection to the AI service broke off here.',
    );
  });

  test('are used in a bounded number of steps', async () => {
    const { model } = stage;
    const asked = model.requests.length;
    model.always((request) =>
      (request.body as { tool_choice?: string }).tool_choice === 'none'
        ? 'That is all I know.'
        : call('tiny_echo', { text: 'again' }),
    );
    const thread = ask('go on for ever');
    await seesComplete(thread, 'That is all I know.');
    model.always(undefined);
    expect(model.requests.length - asked).toBe(8);
  });

  test('of a server that hangs are not there, and nobody waits for it again', async () => {
    expect(stage.log.filter((line) => line.includes('can’t be reached')).join()).toContain(
      '"server":"hanging"',
    );
    await seesComplete(ask('use hanging_echo: hello'), /I have no tool `hanging_echo` here/);
    expect(offered()).toContain('tiny_echo');
    expect(offered()).not.toContain('hanging');
  });

  test('are switched off and on by those who manage the server', async () => {
    const { ada, ben } = stage;
    const set = (options: Record<string, string>) => ada.command('general', 'settings tools', options);
    expect(await ada.autocomplete('general', 'settings tools', { tool: 'calc' }, 'tool')).toEqual([
      { name: 'a calculator', value: 'calculator' },
    ]);
    set({ tool: 'calculator', use: 'off' });
    await ada.sees(
      'general',
      'Done. From the next message on, for this server:\n**Tools**: the time anywhere, older',
    );
    await seesComplete(ask('calculate 6*7'), /I have no tool `calculator` here/);
    expect(offered()).not.toContain('calculator');
    set({ tool: 'tiny', use: 'off' });
    await ada.sees('general', /\*\*Tools\*\*: (?!.*tiny)/);
    await seesComplete(ask('use tiny_echo: hello'), /I have no tool `tiny_echo` here/);
    set({ tool: 'calculator', use: 'on' });
    await ada.sees('general', /\*\*Tools\*\*: .*a calculator/);
    await seesComplete(ask('calculate 6*7'), /> 42$/);
    set({ tool: 'nothing', use: 'on' });
    await ada.sees('general', 'I don’t have this tool');
    ada.command('general', 'settings show');
    await ada.sees('general', /\*\*Tools\*\*: the time anywhere.*\n-# set for the server/);
    await expect(async () =>
      ben.command('general', 'settings tools', { tool: 'time', use: 'off' }),
    ).rejects.toThrow(/./);
    ada.command('general', 'settings reset');
    await ada.sees('general', /I took this back[^]*Tools/);
  });

  test('are closed with Bobbin, and there again when it is back', async () => {
    await stage.restart();
    await seesComplete(ask('use tiny_echo: hello'), /> You said: hello$/);
  });
});

describe.each(STORES)('older messages on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, { environment: { CONTEXT_TOKENS: '2000', TOOLS: 'earlier' } });
  });
  afterAll(() => stage.close());

  test('are found when the model is no longer sent them', async () => {
    const { ada, bobbin, model, lastRequest } = stage;
    const asked = ada.say('general', `${bobbin} the treasure is under the old oak`).id;
    await ada.sees(asked, /practice model/);
    const many = 'word '.repeat(380);
    for (let turn = 0; turn < 3; turn++) {
      model.next(`Answer ${turn}. ${many}`);
      ada.say(asked, `question ${turn} ${many}`);
      await ada.sees(asked, new RegExp(`^Answer ${turn}`), A_WHILE);
    }
    ada.say(asked, 'look back for OAK treasure');
    const found = await ada.sees(asked, /^A tool said:/, A_WHILE);
    expect(found.content).toContain('the treasure is under the old oak');
    expect(lastRequest().find(({ role }) => role === 'user')?.text).not.toContain('oak');
  });
});
