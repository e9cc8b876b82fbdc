import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry, Said } from '../../src/conversation/entry.ts';
import { differences, isPromised, lostTurn, rebuild, type Seen } from '../../src/conversation/mirror.ts';

const person = (id: number, text = `text ${id}`): Seen => seen(id, 'person', text);
const answer = (id: number, text = `answer ${id}`): Seen => seen(id, 'answer', text);

function seen(id: number, kind: Seen['kind'], text: string): Seen {
  const role = kind === 'person' ? 'user' : 'assistant';
  const author = { id: role, name: role };
  return { kind, said: { id: String(id), role, author, text, attachments: [], time: id } };
}

const entry = (said: Said): Entry => ({ ...said, tokens: 1 });
const user = (id: number, text?: string) => entry(person(id, text).said);
const reply = (ids: number[], answers: number): Entry => ({
  ...entry(answer(ids[0]!).said),
  reply: { messages: ids.map(String), answers: String(answers) },
});

const idsOf = (all: readonly Said[]) => all.map(({ id }) => Number(id));

describe('what differs between memory and thread', () => {
  const entries = [user(10), user(11), reply([12, 13], 11), user(14)];
  const thread = [person(10), person(11), answer(12), answer(13), person(14)];

  const differ = (shown: Seen[], from = '') => {
    const { removed, edited, added } = differences(entries, shown, from, null);
    return { removed: removed.map(Number), edited: idsOf(edited), added: idsOf(added) };
  };

  test.each<[string, Seen[], Partial<ReturnType<typeof differ>>]>([
    ['nothing where they say the same', thread, {}],
    ['a message that is gone', thread.filter(({ said }) => said.id !== '11'), { removed: [11] }],
    ['a piece of a reply that is gone', thread.filter(({ said }) => said.id !== '13'), { removed: [13] }],
    ['everything where the thread is empty', [], { removed: [10, 11, 12, 13, 14] }],
    ['a message that says something else', [person(10, 'no'), ...thread.slice(1)], { edited: [10] }],
    ['a message that is new', [...thread, person(15)], { added: [15] }],
    [
      'a message that was missed in the middle',
      [...thread.slice(0, 4), person(13.5), person(14)],
      { added: [13.5] },
    ],
    ['not what is older than all that is remembered', [person(9), ...thread], {}],
    ['not what Bobbin says besides', [...thread, answer(15), seen(16, 'notice', '-# hm')], {}],
  ])('%s', (_, shown, expected) => {
    expect(differ(shown)).toEqual({ removed: [], edited: [], added: [], ...expected });
  });

  test('is not what stands before the messages that were read', () => {
    expect(differ(thread.slice(3), '13').removed).toEqual([]);
  });

  test('is, where nothing is remembered, only what came after what was answered or forgotten', () => {
    const { added } = differences([], [person(5), person(6), person(7)], '', '6');
    expect(idsOf(added)).toEqual([7]);
  });
});

describe('a turn that was begun, and is not remembered any more', () => {
  const entries = [user(10), reply([11], 10), user(12)];
  const growing = (id: number) => seen(id, 'growing', `half of ${id}`);

  test.each<[string, Seen[], [question: string, messages: string[]] | undefined]>([
    ['is not there where all is known', [person(10), answer(11), person(12)], undefined],
    [
      'is told by an answer that grows',
      [person(10), answer(11), person(12), growing(13), person(14)],
      ['12', ['13']],
    ],
    ['is told by one that is complete', [person(10), answer(11), person(12), answer(13)], ['12', ['13']]],
    ['is not told by a failure', [person(12), seen(13, 'failure', '⚠️ no')], undefined],
    ['is not told by what stands behind a question that is answered', [person(10), answer(9)], undefined],
  ])('%s', (_, shown, expected) => {
    const found = lostTurn(entries, shown, '10');
    expect(found && [found.question, found.messages]).toEqual(expected ?? null);
  });

  const cut = reply([11], 10);
  cut.reply!.ending = 'length';

  test.each<[string, Entry[], Seen[], object]>([
    [
      'is another answer in the place of the last',
      [user(10), reply([11], 10)],
      [person(10), growing(11)],
      { question: '10', messages: ['11'], earlier: ['answer 11'], continues: null },
    ],
    [
      'is one that goes on with the last',
      [user(10), cut],
      [person(10), answer(11), growing(12)],
      { question: '10', messages: ['12'], continues: '11' },
    ],
    [
      'is taken back where nothing tells what it was for',
      [user(10), reply([11], 10)],
      [person(10), answer(11), growing(12)],
      { question: '12', messages: ['12'], continues: null },
    ],
  ])('%s', (_, remembered, shown, expected) => {
    expect(lostTurn(remembered, shown, '10')).toMatchObject(expected);
  });
});

describe('a promise to answer later', () => {
  const promise = (id: number) => seen(id, 'promise', '-# wait');

  test.each<[string, Seen[], boolean]>([
    ['was not given', [person(1), answer(2), seen(3, 'notice', '-# hm'), person(4)], false],
    ['is open', [person(1), answer(2), person(3), promise(4)], true],
    ['is open for what was said after it, too', [person(1), promise(2), person(3)], true],
    ['is open while the answer grows', [person(1), promise(2), seen(3, 'growing', 'half')], true],
    ['was kept by an answer', [person(1), promise(2), answer(3), person(4)], false],
    ['was ended by a failure', [person(1), promise(2), seen(3, 'failure', '⚠️ no'), person(4)], false],
    ['was given once more', [person(1), promise(2), answer(3), person(4), promise(5)], true],
  ])('%s', (_, shown, expected) => {
    expect(isPromised(shown)).toBe(expected);
  });
});

describe('a conversation that is read back from its thread', () => {
  test('has questions, replies of several messages, and knows what is answered', () => {
    const { said, record } = rebuild([
      person(1),
      answer(2),
      answer(3),
      person(4),
      person(5),
      answer(6),
      person(7),
    ]);
    expect(idsOf(said)).toEqual([1, 2, 4, 5, 6, 7]);
    expect(said[1]).toMatchObject({
      text: 'answer 2\n\nanswer 3',
      reply: { messages: ['2', '3'], answers: '1', pieces: ['answer 2', 'answer 3'] },
    });
    expect(said[4]?.reply).toEqual({ messages: ['6'], answers: '5' });
    expect(record).toEqual({ answeredThrough: '5', open: null });
  });

  test('goes on with a reply that still grows', () => {
    const { said, record } = rebuild([person(1), answer(2), seen(3, 'growing', 'half')]);
    expect(idsOf(said)).toEqual([1]);
    expect(record).toMatchObject({ answeredThrough: null, open: { question: '1', messages: ['2', '3'] } });
  });

  test('counts a failure that people were told of as an answer, but not a notice', () => {
    expect(rebuild([person(1), seen(2, 'failure', '⚠️')]).record.answeredThrough).toBe('1');
    for (const kind of ['notice', 'promise'] as const)
      expect(rebuild([person(1), seen(2, kind, '-# wait')]).record.answeredThrough).toBeNull();
  });

  test('leaves out what Bobbin said before anybody asked', () => {
    expect(idsOf(rebuild([answer(1), person(2)]).said)).toEqual([2]);
  });

  test('differs in nothing from that thread', () => {
    const kinds = fc.constantFrom<Seen['kind']>('person', 'answer', 'notice', 'failure');
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 30 }), (all) => {
        const thread = all.map((kind, at) => seen(at + 10, kind, `${kind} ${at}`));
        const { said, record } = rebuild(thread);
        const found = differences(said.map(entry), thread, '', record.answeredThrough);
        expect(found).toEqual({ removed: [], edited: [], added: [] });
      }),
      { seed: 42 },
    );
  });
});
