import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIMessage } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type McpOverHttp, startMcp } from '../model/mcp-http.ts';
import { written } from '../model/mcp-server.ts';
import { createHome, type Home } from './processes.ts';
import { type StoreName, STORES } from './start.ts';

// Permission for a tool survives the process that asked for it. Real processes, killed for real.

/** A lease that nobody renews runs out after ten seconds; then somebody else takes over. */
const TAKEN_OVER = 40_000;

let home: Home;
let mcp: McpOverHttp;
let folder: string;
beforeEach(async () => {
  written.splice(0);
  mcp = await startMcp();
  folder = mkdtempSync(join(tmpdir(), 'bobbin-permit-'));
  const notes = { url: mcp.url, tools: ['write'], asks: true };
  writeFileSync(join(folder, 'mcp.json'), JSON.stringify({ mcpServers: { notes } }));
});
afterEach(async () => {
  await home.close();
  mcp.close();
  rmSync(folder, { recursive: true });
});

async function begin(store: StoreName) {
  home = await createHome(store);
  const ada = home.discord.person('Ada');
  const run = () => home.run({ MCP_CONFIG: join(folder, 'mcp.json') });
  const first = run();
  await first.ready();
  const bobbin = `<@${home.discord.world.bot.id}>`;
  const { id: thread } = ada.say('general', `${bobbin} use notes_write: buy milk`);
  const allowOf = ({ components }: APIMessage) =>
    /"custom_id":"(stop:allow:[^"]+)"/.exec(JSON.stringify(components))?.[1];
  const question = (other?: string) =>
    ada.sees(thread, (one) => (allowOf(one) ?? other) !== other, TAKEN_OVER);
  const allow = (message: APIMessage) => ada.click(thread, message, allowOf(message)!);
  const isDone = ({ content, components }: APIMessage) =>
    content.endsWith('> Written.') && components?.length === 0;
  const answers = () =>
    ada.messages(thread).filter(({ author, content, type }) => author.bot && content !== '' && type === 0);
  return { ada, run, first, thread, question, allowOf, allow, isDone, answers };
}

describe.each(STORES)('on %s', { timeout: 90_000 }, (store) => {
  test('a question outlives the process that asked, and is answered to the next one', async () => {
    const { ada, run, first, thread, question, allowOf, allow, isDone, answers } = await begin(store);
    const asked = allowOf(await question());
    first.child.kill('SIGKILL');
    await first.exited;
    const second = run();
    await second.ready();
    const still = await question();
    expect(allowOf(still)).toBe(asked);
    allow(still); // maybe before the turn is taken over
    await ada.sees(thread, isDone, TAKEN_OVER);
    expect(written).toEqual(['buy milk']);
    expect(answers()).toHaveLength(1);
    expect(second.output.all).not.toContain('"level":50');
  });

  test('a tool that was being used in a crash is used again only when that is allowed anew', async () => {
    const { ada, run, first, thread, question, allowOf, allow, isDone } = await begin(store);
    const began = Promise.withResolvers<void>();
    mcp.before = () => {
      began.resolve();
      return new Promise(() => {}); // nobody will know whether it was done
    };
    const before = await question();
    const asked = allowOf(before);
    allow(before);
    await began.promise;
    first.child.kill('SIGKILL');
    await first.exited;
    let uses = 0;
    mcp.before = async () => void (uses += 1);
    run();
    const anew = await question(asked);
    expect(uses).toBe(0);
    allow(anew);
    await ada.sees(thread, isDone, TAKEN_OVER);
    expect({ uses, written }).toEqual({ uses: 1, written: ['buy milk'] });
  });
});

test('a question of one of two processes is answered to either of them', { timeout: 90_000 }, async () => {
  const { ada, run, thread, question, allow, isDone, answers } = await begin('Redis');
  const second = run();
  await second.ready();
  allow(await question());
  await ada.sees(thread, isDone, TAKEN_OVER);
  expect(written).toEqual(['buy milk']);
  expect(answers()).toHaveLength(1);
});
