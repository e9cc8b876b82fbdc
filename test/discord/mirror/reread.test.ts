import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/conversation/entry.ts';
import type { Seen } from '../../../src/conversation/mirror.ts';
import { createMessages } from '../../../src/discord/markdown/messages.ts';
import { isShownAs, rereadAnswer } from '../../../src/discord/mirror/reread.ts';
import { withoutNotes } from '../../../src/discord/small-print.ts';
import { message, reply } from '../../store/entries.ts';
import { documents } from '../markdown/markdown-documents.ts';

const said = (text: string): Entry => reply(['2'], '1', { text });
const shown = (text: string, attachments: Entry['attachments'] = []): Seen[] => [
  { kind: 'person', said: message('1') },
  { kind: 'answer', said: { ...said(text), attachments } },
];

describe('the last answer', () => {
  test.each<[what: string, entries: Entry[], seen: Seen[], text: string | undefined]>([
    ['is the same', [message('1'), said('Hello.')], shown('Hello.'), undefined],
    ['is another one', [message('1'), said('Hello.')], shown('Hello again.'), 'Hello again.'],
    ['is another one, below which somebody wrote', [said('Old.'), message('3')], shown('New.'), 'New.'],
    ['looks different on Discord', [said('<b>Hello.</b>')], shown('**Hello.**'), undefined],
    [
      'is not compared where it has files',
      [said('Old.')],
      shown('New.', [{ name: 'a', type: '', size: 1 }]),
      undefined,
    ],
    ['is not compared where it has several messages', [reply(['2', '3'], '1')], shown('New.'), undefined],
    ['is not there', [message('1')], shown('New.'), undefined],
    ['is not seen', [said('Old.')], [], undefined],
  ])('%s', (_, entries, seen, text) => {
    expect(rereadAnswer(entries, seen)?.text).toBe(text);
  });

  test('is the same as what was sent of it, whatever it is, with or without small print', () => {
    const way = { files: false, longReplies: 'messages', before: '', locale: 'en' } as const;
    fc.assert(
      fc.property(documents, fc.constantFrom('', '-# Stopped.', '-# One.\n\n-# Two.'), (answer, below) => {
        const [piece, ...others] = createMessages(way).whole(answer, below);
        fc.pre(others.length === 0 && answer.trim() !== '');
        expect(isShownAs(answer, withoutNotes(piece?.content ?? ''))).toBe(true);
      }),
      { seed: 42, numRuns: 500 },
    );
  });
});
