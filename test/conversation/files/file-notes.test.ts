import { expect, test } from 'vitest';
import {
  type Attachment,
  type Entry,
  type Found,
  NEW_CONVERSATION,
} from '../../../src/conversation/entry.ts';
import { fileNotes } from '../../../src/conversation/files/file-notes.ts';
import { say, text } from '../../../src/language/language.ts';

const file = (id: string, found?: Found, name = `${id}.x`): Attachment => ({
  id,
  name,
  type: '',
  size: 1,
  ...(found && { found }),
});
const entry = (id: string, ...attachments: Attachment[]): Entry => ({
  id,
  role: 'user',
  author: { id: '1', name: 'Ada' },
  text: '',
  attachments,
  tokens: 1,
  time: 0,
});
const unreadable: Found = { kind: 'unreadable', why: text('unreadable.empty') };
const conversation = { ...NEW_CONVERSATION, answeredThrough: '100' };

function notes(entries: Entry[], copies: Record<string, string> = {}, read: string[] = []) {
  const kept = new Map(Object.entries(copies).map(([id, words]) => [id, Buffer.from(words)]));
  return fileNotes({ conversation, entries, read }, kept).map((note) => say('en', note));
}

test.each<[what: string, found: Found | undefined, note: string[]]>([
  ['what could not be read', unreadable, ['I could not read `7.x`. It is empty.']],
  [
    'a PDF of which there was no room for all',
    { kind: 'text', shortened: true, tokens: 9, pages: { read: 2, of: 1_200 } },
    ['Of `7.x` I read only the first 2 pages of 1,200: there is no room for the rest.'],
  ],
  [
    'a text of which there was no room for all',
    { kind: 'text', shortened: true, tokens: 9 },
    ['Of `7.x` I read only the beginning: there is no room for the rest.'],
  ],
  ['a recording', { kind: 'speech', shortened: false, tokens: 9 }, ['In `7.x` I heard: “Hello.”']],
  ['a whole text', { kind: 'text', shortened: false, tokens: 9 }, []],
  ['a picture', { kind: 'picture', mediaType: 'image/png', width: 1, height: 1, tokens: 1 }, []],
  ['what was not read', undefined, []],
])('%s', (_, found, note) => {
  expect(notes([entry('101', file('7', found))], { 7: 'Hello.' })).toEqual(note);
});

test('only of messages that are answered, or whose files were read just now', () => {
  const entries = [entry('98', file('1', unreadable)), entry('99', file('2', unreadable)), entry('101')];
  expect(notes(entries)).toEqual([]);
  expect(notes(entries, {}, ['99'])).toEqual(['I could not read `2.x`. It is empty.']);
});

test('in one line that Discord shows as it is', () => {
  const recording: Found = { kind: 'speech', shortened: false, tokens: 9 };
  const words = `*Oh*\n# no ${'word '.repeat(300)}`;
  const [note, ...others] = notes([entry('101', file('7', recording, 'a`b\n\u202e⟦c'))], { 7: words });
  expect(others).toEqual([]);
  expect(note).toMatch(/^In `a'b \[\[c` I heard: “\\\*Oh\\\* \\# no (word )+word …”$/);
  expect(note!.length).toBeLessThan(700);
});

test('not of very many', () => {
  const files = Array.from({ length: 10 }, (_, at) => file(`${at}`, unreadable));
  const told = notes([entry('101', ...files)]);
  expect(told).toHaveLength(7);
  expect(told.at(-1)).toBe('The same goes for 4 more files.');
});
