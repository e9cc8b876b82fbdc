import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createKnowledge,
  type Knowledge,
  PASSAGES,
  SOURCE_CHARACTERS,
  SOURCES,
} from '../../../src/conversation/knowledge/knowledge.ts';
import type { Embedder } from '../../../src/conversation/ports.ts';
import { UserError } from '../../../src/errors.ts';
import { createLog } from '../../../src/log.ts';
import type { Store } from '../../../src/store/store.ts';
import { newId } from '../../store/entries.ts';
import { sqliteStore } from '../../store/homes.ts';

const HANDBOOK = `# The library

## Opening hours
We are open from nine to five, on Saturdays until noon.

## Cats
Cats may not be brought along. Dogs may, if they are quiet.

## Fees
Borrowing costs nothing. Whoever returns a book late pays ten cents a day.`;

/** Understands three things, whatever they are called. */
const MEANINGS = [/open|hour|noon|visit|closed/i, /cat|kitten|pet|animal/i, /fee|cent|money|pay|expensive/i];

function createMeanings(model = 'meanings') {
  const asked: string[][] = [];
  let failure: Error | undefined;
  const embedder: Embedder = {
    model,
    embed: async (texts) => {
      asked.push(texts);
      if (failure) throw failure;
      return texts.map((text) => MEANINGS.map((meaning) => (meaning.test(text) ? 1 : 0)));
    },
  };
  return { embedder, asked, fail: (error: Error | undefined) => void (failure = error) };
}

describe('knowledge', () => {
  let store: Store;
  let guild: string;
  let log: string[];
  beforeAll(async () => {
    const opened = await sqliteStore();
    store = opened.store;
    return opened.close;
  });
  beforeEach(() => {
    guild = newId();
    log = [];
  });

  const { signal } = new AbortController();
  const make = (embedder?: Embedder): Knowledge =>
    createKnowledge({
      store: store.knowledge,
      embedder,
      log: createLog('debug', { write: (line) => void log.push(line) }),
      now: () => 7,
    });
  const headings = async (knowledge: Knowledge, question: string, at: string | null = guild) =>
    (await knowledge.lookUp(at, question, signal)).map(({ heading }) => heading);

  describe('by words', () => {
    test.each([
      ['When does the library open?', 'The library › Opening hours'],
      ['opening hours', 'The library › Opening hours'],
      ['may I bring cats', 'The library › Cats'],
      ['what do I pay when I return a book too late', 'The library › Fees'],
    ])('%s', async (question, heading) => {
      const knowledge = make();
      await knowledge.add(guild, 'handbook.md', HANDBOOK, signal);
      expect((await headings(knowledge, question))[0]).toBe(heading);
    });

    test.each(['', 'Thanks!', 'hello everybody', 'Who won the game yesterday evening?'])(
      'nothing fits %j',
      async (question) => {
        const knowledge = make();
        await knowledge.add(guild, 'handbook.md', HANDBOOK, signal);
        expect(await headings(knowledge, question)).toEqual([]);
      },
    );

    test('names the source, and keeps the text', async () => {
      const knowledge = make();
      await knowledge.add(guild, 'handbook.md', HANDBOOK, signal);
      const [found] = await knowledge.lookUp(guild, 'Can I bring my cats?', signal);
      expect(found).toEqual({
        source: 'handbook.md',
        heading: 'The library › Cats',
        text: 'Cats may not be brought along. Dogs may, if they are quiet.',
      });
    });

    test('finds five passages at most', async () => {
      const knowledge = make();
      const times = Array.from({ length: 9 }, (_, at) => `# ${at}\nThe library opens at ${at}.`);
      const others = Array.from({ length: 300 }, (_, at) => `# Rule ${at}\nBe kind.`);
      await knowledge.add(guild, 'times.md', [...times, ...others].join('\n'), signal);
      expect(await headings(knowledge, 'When does the library open?')).toHaveLength(5);
    });

    test('of a server is unknown to another, and in a DM there is none', async () => {
      const knowledge = make();
      await knowledge.add(guild, 'handbook.md', HANDBOOK, signal);
      expect(await headings(knowledge, 'When does the library open?', newId())).toEqual([]);
      expect(await headings(knowledge, 'When does the library open?', null)).toEqual([]);
    });
  });

  describe('by meaning', () => {
    test('finds what says the same in other words', async () => {
      const { embedder, asked } = createMeanings();
      const knowledge = make(embedder);
      const source = await knowledge.add(guild, 'handbook.md', HANDBOOK, signal);
      expect(source).toMatchObject({ passages: 3, model: 'meanings' });
      expect(asked[0]?.[0]).toBe(
        'The library › Opening hours\n\nWe are open from nine to five, on Saturdays until noon.',
      );
      expect(await headings(knowledge, 'my kitten wants to read')).toEqual(['The library › Cats']);
      expect(await headings(knowledge, 'is it expensive')).toEqual(['The library › Fees']);
      expect(await headings(knowledge, 'who are you')).toEqual([]);
    });

    test('words and meaning together put first what both find', async () => {
      const { embedder } = createMeanings();
      const knowledge = make(embedder);
      await knowledge.add(
        guild,
        'handbook.md',
        `${HANDBOOK}\n\n## Visitors\nPets of visitors are welcome.`,
        signal,
      );
      expect((await headings(knowledge, 'May visitors bring pets?'))[0]).toBe('The library › Visitors');
    });

    test('where the model fails, the words do it, and the log says why', async () => {
      const { embedder, fail } = createMeanings();
      const knowledge = make(embedder);
      await knowledge.add(guild, 'handbook.md', HANDBOOK, signal);
      fail(new UserError('It is down.'));
      expect(await headings(knowledge, 'When does the library open?')).toEqual([
        'The library › Opening hours',
      ]);
      expect(await headings(knowledge, 'my kitten')).toEqual([]);
      expect(log.join()).toMatch(/a question has no vector.*It is down/s);
    });

    test('where the model fails, nothing is added', async () => {
      const { embedder, fail } = createMeanings();
      fail(new UserError('It is down.'));
      const knowledge = make(embedder);
      await expect(knowledge.add(guild, 'handbook.md', HANDBOOK, signal)).rejects.toThrow('It is down.');
      expect(await knowledge.list(guild)).toEqual([]);
    });

    test('a question that is given up ends', async () => {
      const { embedder } = createMeanings();
      await make(embedder).add(guild, 'handbook.md', HANDBOOK, signal);
      const stop = new AbortController();
      const knowledge = make({
        model: 'meanings',
        embed: async () => {
          stop.abort(new Error('enough'));
          throw new Error('it failed, too');
        },
      });
      await expect(knowledge.lookUp(guild, 'a question', stop.signal)).rejects.toThrow('enough');
    });

    test.each([
      ['without a model', undefined],
      ['with another model', 'other'],
    ])('what was added %s is found by its words', async (_, model) => {
      await make(model === undefined ? undefined : createMeanings(model).embedder).add(
        guild,
        'handbook.md',
        HANDBOOK,
        signal,
      );
      const { embedder, asked } = createMeanings();
      const knowledge = make(embedder);
      expect(await headings(knowledge, 'When does the library open?')).toEqual([
        'The library › Opening hours',
      ]);
      expect(await headings(knowledge, 'my kitten')).toEqual([]);
      expect(asked).toEqual([]);
    });
  });

  describe('sources', () => {
    test('are listed, the oldest first, and removed', async () => {
      const knowledge = make();
      const { id } = await knowledge.add(guild, 'a.md', 'The cat sleeps on the sofa.', signal);
      expect(await knowledge.list(guild)).toEqual([{ id, name: 'a.md', time: 7, passages: 1, model: null }]);
      expect(await knowledge.remove(guild, id)).toBe(true);
      expect(await knowledge.remove(guild, id)).toBe(false);
      expect(await headings(knowledge, 'Where does the cat sleep?')).toEqual([]);
    });

    test.each([
      ['the same', 'Rules.md', 'rules.MD', 1],
      ['another', 'rules.md', 'rules', 2],
    ])('of %s name: %s and %s', async (_, one, other, count) => {
      const knowledge = make();
      await knowledge.add(guild, one, 'No shouting in the library.', signal);
      await knowledge.add(guild, other, 'No running in the garden.', signal);
      expect(await knowledge.list(guild)).toHaveLength(count);
    });

    test.each([
      ['a `b` c', 'a b c'],
      ['one\ntwo', 'one two'],
      ['⟦Ada 1⟧', '[[Ada 1]]'],
      ['', 'unnamed'],
      ['x'.repeat(100), 'x'.repeat(60)],
    ])('the name %j becomes %j', async (name, cleaned) => {
      expect((await make().add(guild, name, 'Some text.', signal)).name).toBe(cleaned);
    });

    test.each([
      ['nothing', ' \n # A\n', 'There is no text in it. Please add some.'],
      ['too much text', 'word '.repeat(SOURCE_CHARACTERS / 5 + 1), 'longer than the 300,000 characters'],
      ['too many passages', '# a\nb\n'.repeat(PASSAGES + 1), 'more than the 3,000 that I keep'],
    ])('that are %s are refused', async (_, text, why) => {
      const adding = make().add(guild, 'a', text, signal);
      await expect(adding).rejects.toThrow(UserError);
      await expect(adding).rejects.toThrow(why);
    });

    test('are so many at most', async () => {
      const knowledge = make();
      for (let at = 0; at < SOURCES; at++) await knowledge.add(guild, `${at}`, 'Some text.', signal);
      await expect(knowledge.add(guild, 'one more', 'Some text.', signal)).rejects.toThrow(
        'There are 50 sources already. Remove one with `/knowledge remove` first.',
      );
      await expect(knowledge.add(guild, '7', 'Other text.', signal)).resolves.toMatchObject({ name: '7' });
    });
  });
});
