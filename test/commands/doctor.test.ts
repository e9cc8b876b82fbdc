import { describe, expect, test } from 'vitest';
import { type Facts, findings } from '../../commands/doctor/findings.ts';
import { PERMISSIONS } from '../../src/discord/permissions.ts';
import { say, type Text } from '../../src/language/language.ts';

const WELL: Facts = {
  channel: '<#1>',
  lacking: [],
  here: { answerTo: 'mention', refusal: undefined },
  readsMessages: true,
  hasCommands: true,
  hasStore: true,
  model: { state: 'ok', unlisted: [] },
  gateway: { isFine: true, ping: 41, lastHeard: 1_800_000_000_123 },
};

const inEnglish = (sentence: Text | undefined) => sentence && say('en', sentence);

test('where all is well, each check says so', () => {
  const told = findings(WELL).map(({ state, what, todo }) => [state, inEnglish(what), todo]);
  expect(told).toEqual([
    ['ok', 'I have all permissions that I need in <#1> and its threads.', undefined],
    ['ok', 'I answer in <#1> when I am mentioned, and in my threads.', undefined],
    ['ok', 'I may read messages (Message Content intent).', undefined],
    ['ok', 'My commands are up to date on Discord.', undefined],
    ['ok', 'My memory can be read and written.', undefined],
    ['ok', 'The model can be reached, and takes my key.', undefined],
    ['ok', 'Discord tells me what happens, last <t:1800000000:R> (41 ms away).', undefined],
  ]);
});

describe('what is wrong, and what to do:', () => {
  test.each<[Partial<Facts>, 'wrong' | 'unsure', RegExp, RegExp]>([
    [{ lacking: ['ViewChannel'] }, 'wrong', /View Channel.*neither see nor answer/, /Allow it to my role/],
    [{ lacking: ['AttachFiles'] }, 'unsure', /Attach Files.*no pictures/, /Allow it to my role/],
    [
      { here: { answerTo: 'never', refusal: undefined } },
      'unsure',
      /switched off in <#1>/,
      /settings answers/,
    ],
    [{ here: { answerTo: 'mention', refusal: 'place' } }, 'unsure', /no answers in <#1>/, /settings access/],
    [{ here: { answerTo: 'always', refusal: 'person' } }, 'unsure', /only some people/, /settings access/],
    [{ readsMessages: false }, 'wrong', /intent is off/, /developers\/applications/],
    [{ readsMessages: undefined }, 'unsure', /doesn’t tell right now/, /in a minute/],
    [{ hasCommands: false }, 'wrong', /older version of my commands/, /Reload Discord/],
    [{ hasCommands: undefined }, 'unsure', /doesn’t tell right now/, /in a minute/],
    [{ hasStore: false }, 'wrong', /memory can’t be reached/, /npm run doctor/],
    [{ model: { state: 'refused' } }, 'wrong', /doesn’t take my key/, /npm run doctor/],
    [{ model: { state: 'away', reason: 'ECONNREFUSED' } }, 'wrong', /can’t be reached/, /few minutes/],
    [
      { model: { state: 'ok', unlisted: ['a', 'b'] } },
      'unsure',
      /does not list `a`(,| and) `b`/,
      /settings model/,
    ],
    [{ model: { state: 'unknown' } }, 'unsure', /which models it has/, /If answers fail/],
    [{ gateway: { isFine: false, ping: -1, lastHeard: 0 } }, 'wrong', /brings no events/, /in a minute/],
  ])('%j', (change, state, what, todo) => {
    const [finding, ...others] = findings({ ...WELL, ...change }).filter((one) => one.state !== 'ok');
    expect(others).toEqual([]);
    expect(finding?.state).toBe(state);
    expect(inEnglish(finding?.what)).toMatch(what);
    expect(inEnglish(finding?.todo)).toMatch(todo);
  });

  test('every permission has its consequence', () => {
    const told = findings({ ...WELL, lacking: PERMISSIONS }).filter(({ state }) => state !== 'ok');
    expect(new Set(told.map(({ what }) => inEnglish(what))).size).toBe(PERMISSIONS.length);
  });

  test('without a store nothing is said about settings, and without a heartbeat none about its time', () => {
    const told = findings({ ...WELL, here: undefined, gateway: { ...WELL.gateway, ping: -1 } });
    expect(told).toHaveLength(6);
    expect(inEnglish(told.at(-1)?.what)).toBe('Discord tells me what happens, last <t:1800000000:R>.');
  });
});
