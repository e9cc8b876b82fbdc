import { describe, expect, test } from 'vitest';
import { isManager, isOpenToAll, type Person, refusalOf } from '../../src/settings/access.ts';
import { DEFAULTS, type Settings } from '../../src/settings/schema.ts';

const ada: Person = { id: '1', roles: ['10'], managesServer: false };
const thread = ['300', '200', '100']; // in a channel, in a category

const access = (change: Partial<Settings>) => ({ ...DEFAULTS, ...change });

describe('somebody may use Bobbin', () => {
  test.each<[string, Partial<Settings>, 'place' | 'person' | undefined]>([
    ['where nothing is restricted', {}, undefined],
    ['not in a blocked channel, nor in its threads', { blockedChannels: ['200'] }, 'place'],
    ['not in a blocked thread', { blockedChannels: ['300'] }, 'place'],
    ['not in the channels of a blocked category', { blockedChannels: ['100'] }, 'place'],
    ['where another channel is blocked', { blockedChannels: ['999'] }, undefined],
    ['in the threads of an allowed channel', { allowedChannels: ['200'] }, undefined],
    ['in the channels of an allowed category', { allowedChannels: ['100'] }, undefined],
    ['not where only another channel is allowed', { allowedChannels: ['999'] }, 'place'],
    ['not where it is blocked and allowed', { allowedChannels: ['200'], blockedChannels: ['100'] }, 'place'],
    ['not when blocked', { blockedPeople: ['1'] }, 'person'],
    ['not with a blocked role', { blockedRoles: ['10'] }, 'person'],
    ['with an allowed role', { allowedRoles: ['9', '10'] }, undefined],
    ['not without any of the allowed roles', { allowedRoles: ['9'] }, 'person'],
    ['not when others are allowed', { allowedPeople: ['2'] }, 'person'],
    [
      'when allowed by role, though others are by name',
      { allowedPeople: ['2'], allowedRoles: ['10'] },
      undefined,
    ],
    [
      'when allowed by name, though others are by role',
      { allowedPeople: ['1'], allowedRoles: ['9'] },
      undefined,
    ],
    [
      'not when blocked by name, though allowed by role',
      { blockedPeople: ['1'], allowedRoles: ['10'] },
      'person',
    ],
    [
      'not when blocked by role, though allowed by name',
      { blockedRoles: ['10'], allowedPeople: ['1'] },
      'person',
    ],
  ])('%s', (_, change, refusal) => {
    expect(refusalOf(ada, thread, access(change))).toBe(refusal);
  });

  test.each<[string, Person, Partial<Settings>]>([
    ['who manages the server', { ...ada, managesServer: true }, {}],
    ['who has the manager role', ada, { managerRole: '10' }],
  ])('always, %s', (_, person, change) => {
    const closed = { blockedChannels: ['200'], blockedPeople: ['1'], allowedRoles: ['9'] };
    expect(refusalOf(person, thread, access({ ...closed, ...change }))).toBeUndefined();
  });
});

test.each<[Person, string, boolean]>([
  [ada, '', false],
  [ada, '11', false],
  [ada, '10', true],
  [{ ...ada, roles: [] }, '', false],
  [{ ...ada, managesServer: true }, '', true],
])('%j is a manager where the role is %j: %s', (person, managerRole, is) => {
  expect(isManager(person, { managerRole })).toBe(is);
});

test('a server is open to all until something is restricted', () => {
  expect(isOpenToAll(access({ managerRole: '10', cooldown: 5 }))).toBe(true);
  for (const name of ['allowedChannels', 'blockedRoles', 'allowedPeople'] as const)
    expect(isOpenToAll(access({ [name]: ['1'] }))).toBe(false);
});
