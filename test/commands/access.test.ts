import { describe, expect, test } from 'vitest';
import { accessChange, type Rule, RULES } from '../../commands/settings/access.ts';
import { UserError } from '../../src/errors.ts';
import { LIST_LENGTH, type Settings } from '../../src/settings/schema.ts';
import { ENVIRONMENT } from '../settings/environment.ts';

const settings = (change: Partial<Settings> = {}): Settings => ({ ...ENVIRONMENT, ...change });

describe('/settings access', () => {
  test.each<[Partial<Settings>, Rule | undefined, Parameters<typeof accessChange>[2], object]>([
    [{}, 'allow', { place: '1' }, { allowedChannels: ['1'] }],
    [{ allowedRoles: ['1'] }, 'allow', { role: '2' }, { allowedRoles: ['1', '2'] }],
    [{ allowedRoles: ['1'] }, 'allow', { role: '1' }, { allowedRoles: ['1'] }],
    [{ blockedPeople: ['1', '2'] }, 'allow', { person: '1' }, { allowedPeople: ['1'], blockedPeople: ['2'] }],
    [{ allowedPeople: ['1'] }, 'block', { person: '1' }, { allowedPeople: [], blockedPeople: ['1'] }],
    [{ blockedChannels: ['1', '2'] }, 'remove', { place: '2' }, { blockedChannels: ['1'] }],
    [{}, undefined, { cooldown: 30 }, { cooldown: 30 }],
    [{}, undefined, { managerRole: '7' }, { managerRole: '7' }],
    [{ managerRole: '7' }, 'remove', { managerRole: '7' }, { managerRole: '' }],
    [{ allowedPeople: ['1'] }, 'remove', { person: '1' }, { allowedPeople: [] }],
    [{}, 'remove', { person: '1' }, { blockedPeople: [] }],
    [{}, undefined, {}, {}],
  ])('on %j: %s %j', (now, rule, given, change) => {
    expect(accessChange(settings(now), rule, given)).toEqual(change);
  });

  test.each(RULES)('wants to know for whom the rule %s is', (rule) => {
    expect(() => accessChange(settings(), rule, { cooldown: 3 })).toThrow(
      /name a channel, a role or a person/,
    );
  });

  test('wants a rule for a place, a role or a person', () => {
    expect(() => accessChange(settings(), undefined, { person: '1' })).toThrow(/choose a rule/);
  });

  test('does not let a list grow over what Discord’s selects hold', () => {
    const full = settings({ blockedPeople: Array.from({ length: LIST_LENGTH }, (_, at) => `${at}`) });
    expect(() => accessChange(full, 'block', { person: '99' })).toThrow(UserError);
    expect(() => accessChange(full, 'block', { person: '3' })).not.toThrow();
  });
});
