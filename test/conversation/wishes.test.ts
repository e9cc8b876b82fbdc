import { expect, test } from 'vitest';
import { withoutUnwanted } from '../../src/conversation/privacy/wishes.ts';
import { peopleIn, withoutId } from '../../src/store/whose.ts';

test.each([
  ['A1 b2 B3 b4', 'B3 b4'],
  ['B1 b2 A3 b4', 'B1 b2'],
  ['A1 B2 b3', 'B2 b3'],
  ['B1 A2 b3 -4 B5 b6', 'B1 B5 b6'],
  ['b1 B2', 'b1 B2'],
  ['', ''],
])('of %j, without what Ada said and the answers to it alone, %j is left', (before, after) => {
  // `A1` is what Ada says, `b2` is Bobbin's answer, `-3` its notice.
  const left = withoutUnwanted(
    before.split(' '),
    (word) => /^[A-Z]/.test(word),
    (word) => word.startsWith('A'),
  );
  expect(left.join(' ')).toBe(after);
});

const ADA = '180000000000000001';

test.each([
  [`Hello <@${ADA}> and <@!${ADA}>!`, 'Hello @somebody and @somebody!'],
  [`${ADA}, not 9${ADA} or ${ADA}9`, `somebody, not 9${ADA} or ${ADA}9`],
  ['nobody at all', 'nobody at all'],
])('%j without an id', (before, after) => {
  expect(withoutId(before, ADA)).toBe(after);
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
