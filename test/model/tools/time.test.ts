import { expect, test } from 'vitest';
import { createTime } from '../../../src/model/tools/time.ts';
import { ToolError } from '../../../src/model/tools/tool.ts';
import { NO_TURN } from './turn.ts';
import { say } from '../../../src/language/language.ts';

/** A Saturday in winter. */
const clock = createTime(() => Date.UTC(2026, 10, 21, 12, 30, 5));
const ask = async (place: string) => clock.run!({ place }, NO_TURN);

test.each([
  ['Asia/Tokyo', 'Asia/Tokyo: Saturday 21 November 2026 at 21:30:05 GMT+9'],
  ['tokyo', 'Asia/Tokyo: Saturday 21 November 2026 at 21:30:05 GMT+9'],
  [' Tokyo, Japan', 'Asia/Tokyo: Saturday 21 November 2026 at 21:30:05 GMT+9'],
  ['New York', 'America/New_York: Saturday 21 November 2026 at 07:30:05 GMT-5'],
  ['UTC', 'UTC: Saturday 21 November 2026 at 12:30:05 UTC'],
  ['+05:30', '+05:30: Saturday 21 November 2026 at 18:00:05 GMT+5:30'],
  ['Kiritimati', 'Pacific/Kiritimati: Sunday 22 November 2026 at 02:30:05 GMT+14'],
  ['Buenos Aires', 'America/Buenos_Aires: Saturday 21 November 2026 at 09:30:05 GMT-3'],
])('%s', async (place, expected) => {
  expect((await ask(place)).replace('day,', 'day')).toBe(expected); // releases of ICU differ in this comma
});

test.each(['Entenhausen', '', '../../etc/passwd', 'Asia'])('knows no time in %j', async (place) => {
  await expect(ask(place)).rejects.toBeInstanceOf(ToolError);
});

test('says what it does', () => {
  expect(say('en', clock.doing({ place: 'Tokyo' }))).toBe('looking at the clock in Tokyo');
});
