import { describe, expect, test } from 'vitest';
import { originOf, resolve } from '../../src/settings/resolve.ts';
import { DEFAULTS, readChoices, SETTING_NAMES, type Settings } from '../../src/settings/schema.ts';

const environment: Settings = {
  prompt: 'env',
  model: 'a',
  contextTokens: 16_000,
  maxOutputTokens: 2_000,
  tools: ['time'],
  ...DEFAULTS,
};

describe('settings', () => {
  test('come from the environment where nobody chose', () => {
    const { settings, origins } = resolve(environment, {}, ['a']);
    expect(settings).toEqual(environment);
    expect(SETTING_NAMES.map((name) => originOf(origins, name))).toEqual(
      SETTING_NAMES.map(() => 'environment'),
    );
  });

  test('are the nearest choice, name by name', () => {
    const choices = {
      server: { prompt: 'server', contextTokens: 4_000, answerTo: 'never' as const },
      channel: { prompt: 'channel', answerTo: 'always' as const },
      thread: { prompt: 'thread' },
    };
    const { settings, origins } = resolve(environment, choices, ['a']);
    expect(settings).toEqual({ ...environment, prompt: 'thread', contextTokens: 4_000, answerTo: 'always' });
    expect(origins).toEqual({ prompt: 'thread', contextTokens: 'server', answerTo: 'channel' });
  });

  test('of a channel are nothing where only a whole server can choose', () => {
    const choices = { server: { cooldown: 5 }, channel: { cooldown: 9 }, thread: { blockedPeople: ['1'] } };
    const { settings, origins } = resolve(environment, choices, ['a']);
    expect([settings.cooldown, origins.cooldown]).toEqual([5, 'server']);
    expect([settings.blockedPeople, origins.blockedPeople]).toEqual([[], undefined]);
  });

  test('skip a model that the operator no longer offers', () => {
    const { settings, origins } = resolve(
      environment,
      { server: { model: 'b' }, channel: { model: 'gone' } },
      ['a', 'b'],
    );
    expect([settings.model, origins.model]).toEqual(['b', 'server']);
  });
});

test.each([
  [{ prompt: 'hello', contextTokens: 1 }, { prompt: 'hello' }],
  [{ prompt: '', model: 'b' }, { model: 'b' }],
  [{ answerTo: 'sometimes', unknown: 1 }, {}],
  [{ contextTokens: '4000' }, {}],
  [{ prompt: 'x'.repeat(4_001), replyIn: 'inline' }, { replyIn: 'inline' }],
])('saved choices that are not valid count as not chosen: %j', (values, choices) => {
  expect(readChoices(values)).toEqual(choices);
});
