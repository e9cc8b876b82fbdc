import { describe, expect, test } from 'vitest';
import type { Entry } from '../../../src/conversation/entry.ts';
import { questionOf } from '../../../src/conversation/knowledge/question.ts';
import { message, newId } from '../../store/entries.ts';

const said = (text: string): Entry => message(newId(), { text });
const answered = (text: string): Entry => message(newId(), { text, role: 'assistant' });

describe('what is looked up', () => {
  test.each<[string, Entry[], string]>([
    ['is the question', [said('When do you open on Sundays?')], 'When do you open on Sundays?'],
    [
      'is a burst of them',
      [said('I have a question:'), said('when do you open?')],
      'I have a question:\nwhen do you open?',
    ],
    [
      'is nothing said before Bobbin spoke',
      [said('Where is it?'), answered('There.'), said('And when do you open there?')],
      'And when do you open there?',
    ],
    [
      'is also what was asked before, where little is asked',
      [said('When do you open on Mondays?'), answered('At nine.'), said('And on Sundays?')],
      'When do you open on Mondays?\nAnd on Sundays?',
    ],
    [
      'is all that was asked in so few words',
      [
        said('When do you open on Mondays?'),
        answered('Nine.'),
        said('Sundays?'),
        answered('Never.'),
        said('Why?'),
      ],
      'When do you open on Mondays?\nSundays?\nWhy?',
    ],
    [
      'is what a reply answers that is gone on with',
      [said('When do you open on Sundays?'), answered('We')],
      'When do you open on Sundays?',
    ],
    ['is nothing where nobody asked', [answered('Hello.')], ''],
    ['is nothing where nothing is said', [said('')], ''],
  ])('%s', (_, entries, question) => {
    expect(questionOf(entries)).toBe(question);
  });

  test('of a very long message is its end', () => {
    const question = questionOf([said(`${'word '.repeat(1_000)}the end`)]);
    expect(question).toHaveLength(2_000);
    expect(question).toMatch(/word the end$/);
  });
});
