import { describe, expect, test } from 'vitest';
import { commands } from '../../commands/index.ts';
import { sameCommands } from '../../src/discord/register.ts';

const wanted = commands.map(({ data }) => data);

/** As Discord gives them back: with ids, with defaults filled in, in any order. */
function registered() {
  return structuredClone(wanted)
    .map((command) => ({
      name_localizations: null,
      ...command,
      id: '1',
      application_id: '2',
      version: '3',
      dm_permission: true,
      nsfw: false,
      integration_types: [0],
    }))
    .toReversed();
}

describe('commands', () => {
  test('that are registered as they should be are the same', () => {
    expect(sameCommands(registered(), wanted)).toBe(true);
  });

  test.each<[string, (commands: Record<string, unknown>[]) => unknown]>([
    ['a description changed', ([first, ...rest]) => [{ ...first, description: 'else' }, ...rest]],
    ['one is missing', ([, ...rest]) => rest],
    ['one is too many', (all) => [...all, { ...all[0], name: 'old' }]],
    [
      'a bound is there that we took back',
      ([first, ...rest]) => [{ ...first, default_member_permissions: '8' }, ...rest],
    ],
    ['none is registered', () => []],
  ])('are not the same when %s', (_, change) => {
    expect(sameCommands(change(registered()), wanted)).toBe(false);
  });

  test('have names that are used once', () => {
    expect(new Set(wanted.map(({ name }) => name)).size).toBe(wanted.length);
  });
});
