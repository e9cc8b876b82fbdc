import { expect, test } from 'vitest';
import { start } from './start.ts';

test.each([
  ['on', 'says that one can write to Bobbin there', true],
  ['off', 'says nothing of them', false],
])('with direct messages %s, /help %s', async (directMessages, _, named) => {
  const stage = await start('SQLite', { environment: { DIRECT_MESSAGES: directMessages } });
  const { ben } = stage;
  ben.command('general', 'help');
  const { content } = await ben.sees('general', 'I am a chat bot');
  await stage.close();
  expect(content.includes('direct message')).toBe(named);
  // What stands around it is there still.
  expect(content).toMatch(/also a private one\.\n(.*direct.*\n)?- Edit or delete/);
});
