import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Discord, startDiscord } from '../playground/discord/start.ts';
import { type ModelEndpoint, startModel } from '../playground/model/start.ts';
import { createBot } from '../src/bot.ts';
import { readConfig } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { words } from './conversation.ts';
import type { Bench } from './run.ts';

/** Milliseconds from the model's first token to the first words that people see, for 95 of 100 answers. */
const FIRST_WORDS = 150;
const ANSWERS = 40;
/** Milliseconds until the model says its first token. */
const THINKING = 50;

/** A long answer: tokens, milliseconds between two of them, and REST calls that it may take in all. */
const TOKENS = 3_000;
const PAUSE = 20;
const CALLS = 65;

export const stream: Bench = {
  title: `First words within ${FIRST_WORDS} ms (p95); a minute of ${TOKENS} tokens in at most ${CALLS} REST calls, none refused`,
  async run() {
    const discord = await startDiscord();
    const model = await startModel();
    const folder = await mkdtemp(join(tmpdir(), 'bobbin-bench-'));
    const config = readConfig({
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      OPENAI_BASE_URL: model.url,
      MODEL: 'practice',
      DATA_DIR: folder,
    });
    const bot = createBot(config, createLog('silent'));
    await bot.start();
    try {
      const quick = await firstWords(discord, model);
      const whole = await longAnswer(discord, model);
      return quick && whole;
    } finally {
      await bot.stop();
      await discord.close();
      await model.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function firstWords(discord: Discord, model: ModelEndpoint): Promise<boolean> {
  const times: number[] = [];
  for (let answer = 0; answer < ANSWERS; answer++) {
    discord.world.addChannel(`channel-${answer}`); // Discord limits messages by channel
    model.next({ chunks: ['First', ' words', ' here.'], firstMs: THINKING, pauseMs: 5 });
    const ada = discord.person('Ada');
    const asked = ada.say(`channel-${answer}`, `<@${discord.world.bot.id}> hello`);
    await ada.sees(asked.id, /^First/);
    const seen = performance.timeOrigin + performance.now();
    const request = model.requests.at(-1);
    times.push(seen - (Number(request?.at) + THINKING));
    await ada.sees(
      asked.id,
      ({ content, components }) => content === 'First words here.' && components?.length === 0,
    );
  }
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Infinity;
  console.log(
    `First words after the first token: p50 ${at(0.5).toFixed(0)} ms, p95 ${at(0.95).toFixed(0)} ms (${ANSWERS} answers)`,
  );
  return at(0.95) <= FIRST_WORDS;
}

async function longAnswer(discord: Discord, model: ModelEndpoint): Promise<boolean> {
  const tokens = words(TOKENS)
    .split(' ')
    .map((word, at) => (at % 60 === 59 ? `${word}.\n\n` : `${word} `));
  const text = `${tokens.join('')}The end.`;
  model.next({ chunks: [...tokens, 'The end.'], pauseMs: PAUSE });
  const ada = discord.person('Ada');
  const asked = ada.say('general', `<@${discord.world.bot.id}> tell me a long story`);
  const start = performance.now();
  const from = discord.journal.requests.length;
  await ada.sees(
    asked.id,
    ({ content, components }) => content.endsWith('The end.') && components?.length === 0,
    120_000,
  );
  const seconds = (performance.now() - start) / 1_000;
  const calls = discord.journal.requests.slice(from).filter(({ path }) => path.includes('/channels/'));
  const refused = calls.filter(({ status }) => status === 429).length;
  const shown = ada.messages(asked.id).filter(({ author, content }) => author.bot && content !== '');
  const exact =
    shown
      .map(({ content }) => content)
      .join('\n\n')
      .split(/\s+/)
      .join(' ') === text.split(/\s+/).join(' ').trim();
  console.log(
    `${TOKENS} tokens in ${seconds.toFixed(0)} s: ${calls.length} REST calls, ${refused} refused, ${shown.length} messages, the text is ${exact ? 'exactly the model’s' : 'NOT the model’s'}`,
  );
  return calls.length <= CALLS && refused === 0 && exact;
}
