import { describe, expect, test } from 'vitest';
import { CHANGES_KEPT } from '../../src/store/history.ts';
import type { Store } from '../../src/store/store.ts';
import { newId } from './entries.ts';

/** What every store promises about who changed settings. */
export function keepsHistory(current: () => Store): void {
  const save = (
    guild: string,
    scope: string,
    values: Record<string, unknown>,
    after: number,
    person: string | null = '7',
  ) => current().saveSettings(guild, scope, values, after, { person, time: 1_000 + after });
  const versions = async (guild: string, count?: number) =>
    (await current().history.of(guild, count)).map(({ scope, version }) => `${scope}.${version}`);

  describe('history', () => {
    test('is empty where nobody changed anything', async () => {
      expect(await current().history.of(newId())).toEqual([]);
    });

    test('keeps who changed what, and when, the newest first', async () => {
      const guild = newId();
      await save(guild, guild, { prompt: 'A\n"\u0000☃' }, 0);
      await save(guild, guild, { prompt: 'B' }, 1, '8');
      const common = { scope: guild };
      expect(await current().history.of(guild)).toEqual([
        {
          ...common,
          version: 2,
          person: '8',
          time: 1_001,
          before: { prompt: 'A\n"\u0000☃' },
          after: { prompt: 'B' },
        },
        { ...common, version: 1, person: '7', time: 1_000, before: {}, after: { prompt: 'A\n"\u0000☃' } },
      ]);
    });

    test('keeps what somebody changed of whom nothing is to be known', async () => {
      const guild = newId();
      await save(guild, guild, { prompt: 'A' }, 0, null);
      expect(await current().history.of(guild)).toEqual([
        { scope: guild, version: 1, person: null, time: 1_000, before: {}, after: { prompt: 'A' } },
      ]);
    });

    test('knows nothing of what was not saved, nor of what nobody changed', async () => {
      const guild = newId();
      expect(await save(guild, guild, { a: 1 }, 3)).toBe(false);
      expect(await current().saveSettings(guild, guild, { a: 1 }, 0)).toBe(true);
      expect(await current().history.of(guild)).toEqual([]);
    });

    test('is one for all scopes of a server, and none of another’s', async () => {
      const [guild, other] = [newId(), newId()];
      await save(guild, 'a', { n: 1 }, 0);
      await save(guild, 'b', { n: 1 }, 0);
      await save(other, 'a', { n: 1 }, 0);
      await save(guild, 'a', {}, 1);
      expect(await versions(guild)).toEqual(['a.2', 'b.1', 'a.1']);
      expect(await versions(guild, 1)).toEqual(['a.2']);
    });

    test('is bounded: the oldest changes go', async () => {
      const guild = newId();
      for (let at = 0; at < CHANGES_KEPT + 3; at++) await save(guild, 'a', { at }, at);
      const kept = await versions(guild);
      expect([kept.length, kept[0], kept.at(-1)]).toEqual([CHANGES_KEPT, `a.${CHANGES_KEPT + 3}`, 'a.4']);
      await save(newId(), 'a', {}, 0);
      expect(await versions(guild)).toHaveLength(CHANGES_KEPT);
    });

    test('of changes at the same time has the one that was saved', async () => {
      const guild = newId();
      const saved = await Promise.all([1, 2, 3].map((n) => save(guild, 'a', { n }, 0)));
      expect(saved.filter(Boolean)).toHaveLength(1);
      expect(await versions(guild)).toEqual(['a.1']);
    });

    test('forgets a person on one server', async () => {
      const [guild, other, person] = [newId(), newId(), newId()];
      for (const one of [guild, other]) await save(one, 'a', { n: 1 }, 0, person);
      await save(guild, 'a', { n: 2 }, 1, '8');
      await save(guild, 'a', { n: 3 }, 2, person);
      const { history } = current();
      expect(await history.forgetPerson(person, guild)).toBe(2);
      expect((await history.of(guild)).map((one) => one.person)).toEqual([null, '8', null]);
      expect((await history.of(guild)).map(({ after }) => after)).toEqual([{ n: 3 }, { n: 2 }, { n: 1 }]);
      expect((await history.of(other)).map((one) => one.person)).toEqual([person]);
    });

    test('forgets a person everywhere, once', async () => {
      const [guild, other, person] = [newId(), newId(), newId()];
      for (const one of [guild, other]) await save(one, 'a', { n: 1 }, 0, person);
      const { history } = current();
      expect(await history.forgetPerson(person, null)).toBe(2);
      expect(await history.forgetPerson(person, null)).toBe(0);
      for (const one of [guild, other]) expect((await history.of(one))[0]?.person).toBe(null);
    });

    test('tells what a person changed, on all servers', async () => {
      const [guild, other, person] = [newId(), newId(), newId()];
      for (const one of [guild, other]) await save(one, 'a', { n: 1 }, 0, person);
      await save(guild, 'a', { n: 2 }, 1, '8');
      const { history } = current();
      const change = { scope: 'a', version: 1, person, time: 1_000, before: {}, after: { n: 1 } };
      const all = [guild, other].map((one) => ({ guild: one, ...change }));
      expect(await history.by(person)).toHaveLength(2);
      expect(await history.by(person)).toEqual(expect.arrayContaining(all));
      await history.forgetPerson(person, guild);
      expect(await history.by(person)).toEqual([all[1]]);
      expect(await history.by(newId())).toEqual([]);
    });

    test('of a server can be forgotten; its settings stay', async () => {
      const guild = newId();
      await save(guild, 'a', { n: 1 }, 0);
      await save(guild, 'a', { n: 2 }, 1);
      const person = newId();
      await save(guild, 'b', { n: 1 }, 0, person);
      expect(await current().history.forgetServer(guild)).toBe(3);
      expect(await current().history.forgetPerson(person, null)).toBe(0);
      expect(await current().history.of(guild)).toEqual([]);
      expect(await current().settings(guild, ['a'])).toEqual([{ version: 2, values: { n: 2 } }]);
    });
  });
}
