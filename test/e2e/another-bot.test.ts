import { describe, expect, test } from 'vitest';
import type { Discord } from '../../playground/discord/start.ts';
import { STORES, start } from './start.ts';

describe.each(STORES)('on %s', (store) => {
  test('a store of another bot is refused, and keeps what it has', async () => {
    const stage = await start(store);
    try {
      stage.model.next('Nice name.');
      const { id: thread } = stage.ada.say('general', `${stage.bobbin} My cat is called Tom.`);
      await stage.ada.sees(thread, 'Nice name.');
      const same = { DATA_DIR: stage.folder, ...(stage.redis && { REDIS_URL: stage.redis.url }) };
      let itsDiscord: Discord | undefined;
      const prepare = (discord: Discord) => (itsDiscord = discord);
      const second = await start(store, { environment: same, prepare }).then(
        ({ close }) => close(),
        (error: unknown) => error,
      );
      expect(second).toMatchObject({ name: 'StartError' });
      expect(String(second)).toMatch(
        store === 'Redis' ? /REDIS_URL: .* another bot .* another database/ : /DATA_DIR: .* another folder/,
      );
      expect(itsDiscord?.gateway.identifies).toBe(0);
      await stage.restart();
      stage.model.next('Tom, of course.');
      stage.ada.say(thread, 'What is my cat called?');
      await stage.ada.sees(thread, 'Tom, of course.');
      const sent = stage.lastRequest().map(({ text }) => text);
      expect(sent.join('\n')).toContain('My cat is called Tom.');
    } finally {
      await stage.close();
    }
  });
});
