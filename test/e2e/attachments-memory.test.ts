import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { startDiscord } from '../../playground/discord/start.ts';
import type { Asked } from '../../playground/model/asked.ts';
import { startModel } from '../../playground/model/start.ts';
import type { SaidFile } from '../../playground/protocol.ts';
import { pictureTokens } from '../../src/conversation/files/picture-tokens.ts';
import { loadTokens } from '../../src/conversation/tokens.ts';
import { makePdf } from '../attachments/make-pdf.ts';
import { startRedisServer } from '../redis-server.ts';
import { STORES } from './start.ts';

const CONTEXT_TOKENS = 16_000;

/** Of an entry in the store. */
const KIBIBYTE = 1024;

/** Milliseconds: on a busy machine. */
const LONG = 240_000;
const ANSWER = 60_000;

/** As a phone takes it: twelve megapixels, some six megabytes. */
async function photograph(): Promise<string> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 30 };
  const picture = sharp({ create: { width: 4_032, height: 3_024, channels: 3, background: 'grey', noise } });
  return (await picture.jpeg({ quality: 85 }).withMetadata({ orientation: 6 }).toBuffer()).toString('base64');
}

const book = makePdf(
  Array.from({ length: 200 }, (_, at) => `Chapter ${at}\n${'many words in a line\n'.repeat(50)}`),
).toString('base64');

/** Everything that Bobbin keeps of messages, as long as it is in the store. */
async function largestEntry(folder: string, redisUrl: string | undefined): Promise<number> {
  if (redisUrl === undefined) {
    using db = new DatabaseSync(join(folder, 'bobbin.db'), { readOnly: true });
    const [row] = db.prepare('SELECT max(length(CAST(entry AS BLOB))) AS most FROM entries').all();
    return Number(row?.['most']);
  }
  const redis = new Redis(redisUrl);
  const keys = await redis.keys('bobbin:*:entries');
  const entries = await Promise.all(keys.map((key) => redis.hvals(key)));
  redis.disconnect();
  return Math.max(...entries.flat().map((entry) => Buffer.byteLength(entry)));
}

test.each(STORES)(
  'on %s, a conversation with 20 pictures and 5 PDFs stays within its context, in memory and in the store',
  async (store) => {
    const folder = await mkdtemp(join(tmpdir(), 'bobbin-'));
    const discord = await startDiscord();
    const model = await startModel();
    const redis = store === 'Redis' ? await startRedisServer() : undefined;
    const child = fork(new URL('./bot-in-child.ts', import.meta.url), {
      env: {
        DISCORD_TOKEN: discord.token,
        DISCORD_API_URL: discord.apiUrl,
        DISCORD_CDN_URL: discord.cdnUrl,
        OPENAI_BASE_URL: model.url,
        MODEL: 'practice',
        CONTEXT_TOKENS: String(CONTEXT_TOKENS),
        DATA_DIR: folder,
        ...(redis && { REDIS_URL: redis.url }),
      },
    });
    try {
      await once(child, 'message');
      const ada = discord.person('Ada');
      const photo = { name: 'photo.jpg', type: 'image/jpeg', base64: await photograph() };
      const pdf = { name: 'book.pdf', type: 'application/pdf', base64: book };
      const dm = ada.openDm().id;
      const times = (count: number, file: SaidFile) => Array.from({ length: count }, () => file);
      const messages = [times(10, photo), [], times(5, pdf), [], times(10, photo), []];
      const asked: Asked[] = [];
      for (const [at, files] of messages.entries()) {
        model.next(`Answer ${at}.`);
        ada.say(dm, `Question ${at}.`, { files });
        await ada.sees(dm, `Answer ${at}.`, ANSWER);
        asked.push(model.requests.findLast((request) => request.asked)!.asked!);
      }

      const seen = asked.map(({ said }) => said.flatMap(({ files }) => files).length);
      expect(seen[0]).toBe(10);
      expect(seen[1]).toBe(10);
      expect(seen[4]).toBeGreaterThanOrEqual(10);
      expect(asked[2]!.said.at(-1)!.text.match(/⟦file "book\.pdf", pages 1–\d+ of 200⟧/g)).toHaveLength(5);

      const count = (await loadTokens(['practice']))('practice');
      for (const { said } of asked) {
        const pictures = said.flatMap(({ files }) =>
          files.map(({ pixels }) => pictureTokens('practice', pixels!)),
        );
        const tokens = said.map(({ text }) => count(text));
        expect([...pictures, ...tokens].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(
          CONTEXT_TOKENS,
        );
      }

      expect(await largestEntry(folder, redis?.url)).toBeLessThan(32 * KIBIBYTE);
      child.send('measure');
      const [{ megabytes }] = (await once(child, 'message')) as [{ megabytes: number }];
      await once(child, 'exit');
      expect(megabytes).toBeLessThan(150);
    } finally {
      child.kill('SIGKILL');
      await discord.close();
      await model.close();
      await redis?.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  LONG,
);
