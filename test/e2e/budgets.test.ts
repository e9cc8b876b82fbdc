import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Person } from '../../playground/people.ts';
import { createLog } from '../../src/log.ts';
import { openStore } from '../../src/store/open.ts';
import { dayOf, type UsageRow } from '../../src/store/usage.ts';
import type { RedisServer } from '../redis-server.ts';
import { createHome, type Home } from './processes.ts';
import { type Stage, start, STORES } from './start.ts';

const PRICES = { practice: { input: 1, cached: 0.1, output: 4 }, other: { input: 0.5, output: 2 } };

const folder = mkdtempSync(join(tmpdir(), 'bobbin-prices-'));
const prices = join(folder, 'models.json');
writeFileSync(prices, JSON.stringify({ prices: PRICES }));
afterAll(() => rmSync(folder, { recursive: true }));

/** What Bobbin logs when a model has answered. */
const ANSWERED = new Set(['model answered', 'thread got its title']);
const logged = z.object({
  msg: z.string(),
  tokens: z.object({ input: z.int(), cached: z.int(), output: z.int() }),
});

/** The books of today, read beside a Bobbin that runs. */
async function booksOf(
  { redis, folder: dataDir }: { redis: RedisServer | undefined; folder: string },
  guild: string,
  person: string | null = null,
): Promise<UsageRow[]> {
  const store = await openStore({ redisUrl: redis?.url, dataDir, log: createLog('silent') });
  const today = dayOf(Date.now());
  const rows = await store.usage.rows(guild, person, today, today);
  await store.close();
  return rows;
}

const sum = (rows: UsageRow[], what: 'calls' | 'input' | 'output' | 'nanos') =>
  rows.reduce((all, row) => all + row[what], 0);

const isRefusal = ({ content }: { content: string }) =>
  /has used up its budget for today|What is left of this server’s budget for today is not enough/.test(
    content,
  );

/** What Bobbin said in a thread. */
const repliesIn = (person: Person, thread: string) =>
  person.messages(thread).filter(({ author, type, content }) => author.bot && type === 0 && content !== '');

describe.each(STORES)('budgets on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, {
      environment: {
        MODELS: 'practice, other, unpriced',
        MODELS_CONFIG: prices,
        TOOLS: 'none',
        CONTEXT_TOKENS: '2000',
        MAX_OUTPUT_TOKENS: '60',
      },
    });
  });
  afterAll(() => stage.close());

  const guild = () => stage.discord.world.guild.id;
  const books = (person: string | null = null) => booksOf(stage, guild(), person);
  const spent = async () => (await books()).reduce((all, { input, output }) => all + input + output, 0);

  const refusals = () => stage.log.filter((line) => line.includes('its budget is used up')).length;

  /** Sets budgets; `none` takes one back. */
  async function budget(options: Record<string, string>) {
    await stage.ada.seesAnswer(stage.ada.command('general', 'settings budget', options));
  }

  /** Asks in a thread of its own, in which nothing else happens. */
  function ask(person = stage.ada, question = 'a question') {
    return person.say('general', `${stage.bobbin} ${question}`).id;
  }

  test('what is used is counted as the provider tells it, titles included', async () => {
    const { ada, model, log } = stage;
    model.next('Twelve moons.');
    model.structured.next('{"title": "Moons"}');
    const thread = ask();
    await ada.sees(thread, 'Twelve moons.');
    await ada.waitFor('its title', () => log.some((line) => line.includes('thread got its title')));
    const told = log
      .map((line) => logged.safeParse(JSON.parse(line)).data)
      .flatMap((line) => (line && ANSWERED.has(line.msg) ? [line.tokens] : []));
    const rows = await books();
    expect(told).toHaveLength(2);
    expect(rows).toMatchObject([{ model: 'practice', calls: 2, unpriced: 0 }]);
    const all = (what: 'input' | 'cached' | 'output') =>
      told.reduce((count, tokens) => count + tokens[what], 0);
    expect(sum(rows, 'input')).toBe(all('input'));
    expect(sum(rows, 'output')).toBe(all('output'));
    const cached = all('cached');
    const dollars = (sum(rows, 'input') - cached) * 1 + cached * 0.1 + sum(rows, 'output') * 4;
    expect(sum(rows, 'nanos')).toBe(Math.round(dollars * 1_000));
    expect(await books(ada.user.id)).toEqual(rows);
    ada.command('general', 'settings answers', { titles: 'off' });
    await ada.sees('general', '**A new thread**');
  });

  test('who is refused is told once, kindly and with the time of the reset', async () => {
    const { ada, ben, model } = stage;
    await budget({ 'server-per-day': `${await spent()} tokens` });
    const requests = model.requests.length;
    const thread = ask();
    const { content } = await ada.sees(thread, isRefusal);
    const midnight = Date.parse(`${dayOf(Date.now() + 86_400_000)}T00:00:00Z`) / 1_000;
    expect(content).toBe(`This server has used up its budget for today. I answer again <t:${midnight}:R>.`);
    const again = ask();
    const next = ask(ben);
    await ben.sees(next, isRefusal);
    await ada.waitFor('the second one to end', () => refusals() >= 3);
    expect(repliesIn(ada, again)).toEqual([]);
    expect(model.requests).toHaveLength(requests);
  });

  test('a refused question stays remembered, and is answered when there is room', async () => {
    const { ada, model, lastRequest } = stage;
    const thread = ask(ada, 'which colour has the sky?');
    await ada.waitFor('it is refused', () =>
      stage.log.some((line) => line.includes(thread) && line.includes('its budget')),
    );
    await budget({ 'server-per-day': 'none' });
    model.next('Blue, and you are welcome.');
    ada.say(thread, 'now?');
    await ada.sees(thread, 'Blue, and you are welcome.');
    expect(
      lastRequest()
        .map(({ text }) => text)
        .join(),
    ).toContain('which colour has the sky?');
  });

  test('`Try again` answers it, and whoever asks so is told again', async () => {
    const { ben, model } = stage;
    await budget({ 'person-per-day': '1 token' });
    const thread = ask(ben);
    const refused = await ben.sees(thread, 'your budget for today');
    const before = refusals();
    ben.click(thread, refused, `Try again:again:${thread}`);
    await ben.waitFor('it is refused again', () => refusals() > before);
    await ben.sees(thread, 'your budget for today');
    await budget({ 'person-per-day': 'none' });
    model.next('Here it is.');
    ben.click(thread, refused, `Try again:again:${thread}`);
    await ben.sees(thread, 'Here it is.');
  });

  test('who asks for another answer to somebody’s question pays for it', async () => {
    const { ada, ben, model } = stage;
    model.next('For Ben.');
    const thread = ask(ben);
    const answer = await ada.sees(thread, 'For Ben.');
    const [bens, adas] = [await books(ben.user.id), await books(ada.user.id)];
    model.next('For Ada.');
    ada.messageCommand(thread, 'Try again', answer);
    await ada.sees(thread, 'For Ada.');
    await expect
      .poll(async () => sum(await books(ada.user.id), 'calls'), { timeout: 10_000 })
      .toBe(sum(adas, 'calls') + 1);
    expect(await books(ben.user.id)).toEqual(bens);
  });

  test('near the limit a cheaper model answers, where the server chose so, and the reply says so', async () => {
    const { ada, model } = stage;
    const before = await spent();
    model.next('word '.repeat(2_000).trim());
    await ada.sees(ask(), 'word');
    await expect.poll(spent, { timeout: 10_000 }).toBeGreaterThan(before + 2_000);
    await budget({ 'server-per-day': `${Math.ceil((await spent()) * 1.2)} tokens`, near: 'cheaper model' });
    model.next('Cheap.');
    const thread = ask();
    await ada.sees(
      thread,
      /^Cheap\.\n+-# The budget is nearly used up, so the cheaper model other answered\.$/,
    );
    expect((await books()).find((row) => row.model === 'other')?.calls).toBe(1);
    await budget({ 'server-per-day': 'none', near: 'nothing' });
  });

  test(
    'a context that is shorter near the limit is whole again afterwards',
    { timeout: 120_000 },
    async () => {
      const { ada, model, lastRequest } = stage;
      const sent = () =>
        lastRequest()
          .map(({ text }) => text)
          .join();
      await ada.seesAnswer(ada.command('general', 'settings limits', { context: 12_000 }));
      const before = await spent();
      model.next('word '.repeat(10_000).trim());
      const thread = ask(ada, 'the code word is plum');
      await ada.sees(thread, 'word', 20_000);
      await expect.poll(spent, { timeout: 60_000 }).toBeGreaterThan(before + 10_000);
      await budget({
        'server-per-day': `${Math.ceil((await spent()) * 1.24)} tokens`,
        near: 'shorter context',
      });
      model.next('Near.');
      ada.say(thread, 'still there?');
      await ada.sees(thread, /^Near\.\n+-# The budget is nearly used up/, 60_000);
      expect(sent()).not.toContain('plum');
      await budget({ 'server-per-day': 'none', near: 'nothing' });
      model.next('Anew.');
      ada.say(thread, 'and now?');
      await ada.sees(thread, 'Anew.');
      expect(sent()).toContain('plum');
      await ada.seesAnswer(ada.command('general', 'settings limits', { context: 2_000 }));
    },
  );

  test(
    'who has used up theirs is refused all the same after being forgotten',
    { timeout: 30_000 },
    async () => {
      const { discord, model } = stage;
      const cleo = discord.person(discord.world.addPerson('Cleo').id);
      const theirs = () => books(cleo.user.id);
      model.next('Hello Cleo.');
      await cleo.sees(ask(cleo), 'Hello Cleo.');
      await expect.poll(theirs, { timeout: 10_000 }).toHaveLength(1);
      const used = sum(await theirs(), 'input') + sum(await theirs(), 'output');
      await budget({ 'person-per-day': `${used} tokens` });
      await cleo.sees(ask(cleo), 'You have used up your budget for today.');
      await cleo.seesAnswer(cleo.command('general', 'privacy'));
      for (const action of [/privacy:here:\d+/, /privacy:yes-here:\d+/]) {
        const panel = await cleo.sees('general', ({ components }) => action.test(JSON.stringify(components)));
        const [button = ''] = action.exec(JSON.stringify(panel.components)) ?? [];
        await cleo.seesAnswer(cleo.click('general', panel, button));
      }
      await cleo.sees('general', '- how much you used me', 20_000);
      expect(await theirs()).toEqual([]);
      const [refused, requests] = [refusals(), model.requests.length];
      ask(cleo);
      await cleo.waitFor('it is refused again', () => refusals() > refused);
      expect(model.requests).toHaveLength(requests);
      await budget({ 'person-per-day': 'none' });
    },
  );

  test('a role has its budget, which others don’t count for', async () => {
    const { ada, ben, discord, model } = stage;
    const role = discord.world.addRole('Members');
    discord.world.giveRole(ben.user.id, role);
    await budget({ role: role.id, 'role-per-day': '1 token' });
    const thread = ask(ben);
    const left = (period: string) =>
      `What is left of the budget for ${period} of those who have the role <@&${role.id}> is not enough`;
    await ben.sees(thread, left('today'));
    model.next('Not for me.');
    await ada.sees(ask(), 'Not for me.');
    await budget({ role: role.id, 'role-per-day': 'none', 'role-per-month': '1 token' });
    const month = ask(ben);
    await ben.sees(month, left('this month'));
    await ben.seesAnswer(ben.command('general', 'usage me'));
    await ben.sees('general', `**Budget of those who have the role <@&${role.id}> for this month**`);
    await budget({ role: role.id, 'role-per-month': 'none' });
  });

  test('a person’s budget for a month is told with the first of the next', async () => {
    const { ben } = stage;
    await budget({ 'person-per-month': '1 token' });
    const { content } = await ben.sees(ask(ben), 'your budget for this month');
    const [, reset = ''] = /<t:(\d+):R>/.exec(content) ?? [];
    expect(new Date(Number(reset) * 1_000).toISOString()).toMatch(/-01T00:00:00\.000Z$/);
    await budget({ 'person-per-month': 'none' });
  });

  test('money needs a price, and an amount has to be one', async () => {
    const { ada } = stage;
    ada.command('general', 'settings budget', { 'server-per-day': 'a lot' });
    await ada.sees('general', 'I can’t read this amount. Write money such as `$5`');
    ada.command('general', 'settings budget', { 'server-per-day': '$5' });
    await ada.sees('general', '**Budget of the server for a day**: $5');
    ada.command('general', 'settings budget', { 'server-per-day': '$0.001' });
    await ada.sees(
      'general',
      /this is less than one answer may take[^]*\(60 tokens\)[^]*: \$0\.00124 at least/,
    );
    await budget({ 'server-per-day': 'none' });
    ada.command('general', 'settings model', { model: 'unpriced' });
    await ada.sees('general', '**Model**: `unpriced`');
    ada.command('general', 'settings budget', { 'person-per-day': '$5' });
    await ada.sees('general', 'I don’t know what the model unpriced costs');
    ada.command('general', 'settings model', { model: 'practice' });
    await ada.sees('general', '**Model**: `practice`');
    await budget({ 'person-per-day': '$5' });
    ada.command('general', 'settings model', {
      model: 'unpriced',
      channel: stage.discord.world.find('help').id,
    });
    await ada.sees('general', 'I don’t know what the model unpriced costs');
    await budget({ 'person-per-day': 'none' });
  });
});

describe.each(STORES)('200 turns at once against a budget for 50, and a crash, on %s', (store) => {
  let home: Home;
  afterEach(() => home.close());

  test(
    'at most 50 are paid, all others are refused once, the books are exact',
    { timeout: 180_000 },
    async () => {
      home = await createHome(store);
      const { discord, model } = home;
      discord.limits.off();
      const environment = {
        MODELS_CONFIG: prices,
        TOOLS: 'none',
        CONTEXT_TOKENS: '2000',
        MAX_OUTPUT_TOKENS: '50',
      };
      const bobbins = Array.from({ length: store === 'Redis' ? 2 : 1 }, () => home.run(environment));
      for (const { ready } of bobbins) await ready();
      const ada = discord.person('Ada');
      const guild = discord.world.guild.id;
      await ada.seesAnswer(ada.command('general', 'settings answers', { titles: 'off', streaming: 'off' }));

      const answer = Array.from({ length: 50 }, () => ' word')
        .join('')
        .trim();
      model.always({ text: answer, firstMs: 1_500 });
      const question = `<@${discord.world.bot.id}> What do you say?`;
      const people = Array.from({ length: 201 }, (_, at) =>
        discord.person(discord.world.addPerson(`Ada ${100 + at}`).id),
      );
      const [first, ...others] = people;
      const { id: one } = first!.say('general', question);
      await first!.sees(one, answer);
      const costOfOne = sum(await booksOf(home, guild), 'input') + sum(await booksOf(home, guild), 'output');
      const most = 51 * costOfOne;
      await ada.seesAnswer(ada.command('general', 'settings budget', { 'server-per-day': `${most} tokens` }));

      const threads = others.map((person) => person.say('general', question).id);
      const answered = () =>
        threads.filter((thread) => repliesIn(ada, thread).some(({ content }) => content === answer));
      const refused = () => threads.filter((thread) => repliesIn(ada, thread).some(isRefusal));
      // Of a channel only the newest hundred messages are caught up with.
      await discord.waitFor(
        'all threads',
        () => threads.every((one) => ada.messages(one).length > 0),
        60_000,
      );
      await discord.waitFor('the first answers', () => answered().length >= 15, 60_000);
      bobbins[0]!.child.kill('SIGKILL');
      await bobbins[0]!.exited;
      await home.run(environment).ready();
      await discord.waitFor('all ends', () => answered().length + refused().length === 200, 120_000);

      const rows = await booksOf(home, guild);
      const [calls, tokens] = [sum(rows, 'calls') - 1, sum(rows, 'input') + sum(rows, 'output')];
      expect(calls).toBeLessThanOrEqual(50);
      expect(answered().length).toBeLessThanOrEqual(calls);
      expect(answered().length).toBeGreaterThanOrEqual(35);
      expect(tokens).toBe((calls + 1) * costOfOne);
      expect(tokens).toBeLessThanOrEqual(most);
      for (const thread of threads) expect(repliesIn(ada, thread)).toHaveLength(1);
      const ofPeople = await Promise.all(people.map((person) => booksOf(home, guild, person.user.id)));
      expect(sum(ofPeople.flat(), 'calls')).toBe(calls + 1);
    },
  );
});

describe.each(STORES)('the operator’s budget on %s', (store) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await start(store, {
      environment: { BUDGET_PER_DAY: '3k tokens', TOOLS: 'none', MAX_OUTPUT_TOKENS: '50' },
    });
  });
  afterAll(() => stage.close());

  test('holds for each person in direct messages, and for each server', async () => {
    const { ada, ben, bobbin, model } = stage;
    const dm = ada.openDm();
    model.next('word '.repeat(3_000).trim());
    ada.say(dm, 'hello');
    await ada.sees(dm, 'word');
    await ada.waitFor('its end', () => stage.log.some((line) => line.includes('"msg":"model answered"')));
    ada.say(dm, 'and again');
    await ada.sees(dm, 'What I may cost here in a day is used up.');
    const other = ben.openDm();
    model.next('Hello Ben.');
    ben.say(other, 'hello');
    await ben.sees(other, 'Hello Ben.');
    model.next('Hello all.');
    const { id: thread } = ada.say('general', `${bobbin} hello`);
    await ada.sees(thread, 'Hello all.');
  });
});

test('an operator’s budget in money needs to know all prices', { timeout: 30_000 }, async () => {
  const home = await createHome();
  try {
    const { exited, output } = home.run({ BUDGET_PER_DAY: '$5' });
    expect(await exited).toBe(2);
    expect(output.all).toContain('BUDGET_PER_DAY is in money, but nobody knows what practice costs');
  } finally {
    await home.close();
  }
});
