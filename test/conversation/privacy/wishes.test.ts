import { describe, expect, test } from 'vitest';
import { firstIdAt } from '../../../src/conversation/entry.ts';
import {
  noteForgotten,
  optIn,
  optOut,
  readWishes,
  withoutUnwanted,
} from '../../../src/conversation/privacy/wishes.ts';
import { idsIn, withoutId } from '../../../src/conversation/privacy/ids.ts';
import { peopleIn } from '../../../src/store/whose.ts';

test.each([
  ['A1 b2 B3 b4', 'B3 b4'],
  ['B1 b2 A3 b4', 'B1 b2'],
  ['A1 B2 b3', 'B2 b3'],
  ['B1 A2 b3 -4 B5 b6', 'B1 B5 b6'],
  ['b1 B2', 'b1 B2'],
  ['B1 x2 b3', 'B1 b3'],
  ['B1 b2 x3 b4', 'B1 b2 b4'],
  ['x1 -2 B3', '-2 B3'],
  ['A1 x2 b3 B4', 'B4'],
  ['', ''],
])('of %j, without what Ada said and what followed it alone, %j is left', (before, after) => {
  // `A1` is what Ada said and is forgotten, `x2` what she says now that she opted out, `b3` Bobbin's answer, `-4` its notice.
  const left = withoutUnwanted(before.split(' '), (word) => {
    if (word.startsWith('A')) return 'forgotten';
    if (word.startsWith('B')) return 'wanted';
    return word.startsWith('x') ? 'unheard' : 'own';
  });
  expect(left.join(' ')).toBe(after);
});

describe('wishes', () => {
  const at = (time: number) => firstIdAt(time);
  const [DAY_1, DAY_2, DAY_3, DAY_4] = [1, 2, 3, 4].map((day) => 1_790_000_000_000 + day * 86_400_000);

  /** Notes as a store keeps them. */
  function notes() {
    const all = new Map<string, number>();
    const wishes = {
      times: async (names: readonly string[]) => names.map((name) => all.get(name)),
      note: async (name: string, time: number) =>
        void all.set(name, Math.max(time, all.get(name) ?? -Infinity)),
      unnote: async (name: string) => void all.delete(name),
      addPending: async () => {},
      pending: async () => [],
      removePending: async () => {},
    };
    return { wishes };
  }

  test('what was said before somebody opted out is forgotten, and what was said then is not heard', async () => {
    const store = notes();
    await optOut(store, '7', DAY_2!);
    const wishes = await readWishes(store, null, ['7', '8']);
    expect([DAY_1, DAY_3].map((day) => wishes.isUnwanted('7', at(day!)))).toEqual([true, true]);
    expect([DAY_1, DAY_3].map((day) => wishes.isUnheard('7', at(day!)))).toEqual([false, true]);
    expect(wishes.isUnwanted('8', at(DAY_3!)) || wishes.isUnheard('8', at(DAY_3!))).toBe(false);
  });

  test('what was said meanwhile stays unknown when somebody opts in again', async () => {
    const store = notes();
    await optOut(store, '7', DAY_1!);
    await optIn(store, '7', DAY_3!);
    const wishes = await readWishes(store, '5', ['7']);
    expect(wishes.isOut('7')).toBe(false);
    expect([DAY_2, DAY_4].map((day) => wishes.isUnwanted('7', at(day!)))).toEqual([true, false]);
  });

  test('nothing is lost of what is said after that, however soon it was', async () => {
    const store = notes();
    await optOut(store, '7', DAY_1!);
    await noteForgotten(store, '7', null, DAY_3!);
    await optIn(store, '7', DAY_2!);
    const wishes = await readWishes(store, '5', ['7']);
    expect([DAY_2, DAY_3].map((day) => wishes.isUnwanted('7', at(day!)))).toEqual([true, false]);
  });
});

const ADA = '180000000000000001';

test.each([
  [`Hello <@${ADA}> and <@!${ADA}>!`, 'Hello @somebody and @somebody!'],
  [`${ADA}, not 9${ADA} or ${ADA}9`, `somebody, not 9${ADA} or ${ADA}9`],
  ['nobody at all', 'nobody at all'],
])('%j without an id', (before, after) => {
  expect(withoutId(before, ADA)).toBe(after);
});

test('what may be ids of people is found', () => {
  expect(idsIn(`<@${ADA}>, ${ADA} and 12345`)).toEqual([ADA, ADA]);
});

test.each([
  ['who wrote it', { author: { id: '1', name: 'A' }, text: 'x' }, ['1']],
  [
    'who is mentioned',
    { author: { id: '1', name: 'A' }, text: '<@2> <@!3> <@2> <#4> <@&5>' },
    ['1', '2', '3'],
  ],
  [
    'not Bobbin, which replies',
    { author: { id: '9', name: 'B' }, reply: { messages: [], answers: '1' } },
    [],
  ],
  ['nobody', { text: 'x' }, []],
])('the people in an entry are %s', (_, entry, people) => {
  expect(peopleIn(entry)).toEqual(people);
});
