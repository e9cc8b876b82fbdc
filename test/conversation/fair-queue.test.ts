import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFairQueue } from '../../src/conversation/fair-queue.ts';

interface Item {
  group: string;
  person: string;
}

const GROUPS = ['a', 'b', 'c'];
const PEOPLE = ['x', 'y', 'z'];
const event = fc.oneof(
  fc.record({ group: fc.constantFrom(...GROUPS), person: fc.constantFrom(...PEOPLE) }),
  fc.record({ full: fc.subarray(GROUPS) }),
);

test('nobody is passed over twice by the same, all get theirs in order, and nothing is lost', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const queue = createFairQueue<Item>();
      const waiting: Item[] = [];
      const passed = new Set<string>();

      const pass = (who: string, by: string) => {
        if (who === by) return;
        expect(passed).not.toContain(`${who} by ${by}`);
        passed.add(`${who} by ${by}`);
      };

      const take = (full: readonly string[]) => {
        const able = waiting.filter(({ group }) => !full.includes(group));
        const taken = queue.take((group) => !full.includes(group));
        if (taken === undefined) return expect(able).toEqual([]);
        const { group, person } = taken;
        expect(able.find((item) => item.group === group && item.person === person)).toBe(taken);
        waiting.splice(waiting.indexOf(taken), 1);
        for (const key of passed)
          if (key.startsWith(`${group} by`) || key.startsWith(`${group}${person} by`)) passed.delete(key);
        for (const other of new Set(able.map((item) => item.group))) pass(other, group);
        const people = able.filter((item) => item.group === group).map((item) => item.person);
        for (const other of new Set(people)) pass(`${group}${other}`, `${group}${person}`);
        return undefined;
      };

      for (const happens of events) {
        if ('full' in happens) take(happens.full);
        else {
          waiting.push(happens);
          queue.push(happens, happens.group, happens.person);
        }
      }
      while (waiting.length > 0) take([]);
      expect(queue.take(() => true)).toBeUndefined();
    }),
    { seed: 4 },
  );
});
