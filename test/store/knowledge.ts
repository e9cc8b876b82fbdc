import { describe, expect, test } from 'vitest';
import type { Passage, Source, SourceContent } from '../../src/store/knowledge.ts';
import type { Store } from '../../src/store/store.ts';
import { newId } from './entries.ts';

const MOST = 100;

const source = (id: string, change: Partial<Source> = {}): Source => ({
  id,
  name: `${id}.md`,
  time: 1,
  passages: 1,
  model: null,
  ...change,
});

/** A source whose passages say these things. */
function said(id: string, texts: string[], change: Partial<Source> = {}): [Source, SourceContent] {
  const passages: Passage[] = texts.map((text) => ({ heading: id, text }));
  const words = texts.map((text) => text.split(' '));
  return [source(id, { passages: texts.length, ...change }), { passages, words, vectors: null }];
}

/** What every store promises about knowledge. */
export function keepsKnowledge(current: () => Store): void {
  const add = (guild: string, [one, content]: [Source, SourceContent], most = MOST) =>
    current().knowledge.add(guild, one, content, most);
  const find = async (guild: string, ...words: string[]) =>
    (await current().knowledge.find(guild, words)).map((postings) =>
      postings.map(({ source: id, number, times }) => `${id}.${number} × ${times}`).toSorted(),
    );
  const texts = async (guild: string, ...refs: [string, number][]) => {
    const found = await current().knowledge.passages(
      guild,
      refs.map(([id, number]) => ({ source: id, number })),
    );
    return found.map((passage) => passage?.text);
  };

  describe('knowledge', () => {
    test('is nothing where nothing was added', async () => {
      const { knowledge } = current();
      const guild = newId();
      expect(await knowledge.sources(guild)).toEqual([]);
      expect(await find(guild, 'cat')).toEqual([[]]);
      expect(await find(guild)).toEqual([]);
      expect(await knowledge.vectors(guild)).toEqual(new Map());
      expect(await texts(guild, ['a', 0])).toEqual([undefined]);
      expect(await knowledge.passages(guild, [])).toEqual([]);
      expect(await knowledge.remove(guild, 'a')).toBe(false);
    });

    test('keeps sources as they were, the oldest first', async () => {
      const guild = newId();
      const later = said('a', ['one'], { time: 12, name: 'Ünï © \u0000 \ud800.md', model: 'm' });
      const first = said('b', ['two', 'three'], { time: 9 });
      expect(await add(guild, later)).toBe(true);
      expect(await add(guild, first)).toBe(true);
      expect(await current().knowledge.sources(guild)).toEqual([first[0], later[0]]);
    });

    test('gives passages back as they were, in the order of the question', async () => {
      const { knowledge } = current();
      const guild = newId();
      const passage = { heading: 'A › B', text: 'line\nline \u0000 \ud800 😀' };
      await knowledge.add(
        guild,
        source('a', { passages: 2 }),
        { passages: [{ heading: '', text: 'first' }, passage], words: [[], []], vectors: null },
        MOST,
      );
      const refs = [
        { source: 'a', number: 1 },
        { source: 'a', number: 2 },
        { source: 'a', number: 0 },
      ];
      const found = await knowledge.passages(guild, refs);
      expect(found).toEqual([passage, undefined, { heading: '', text: 'first' }]);
    });

    test('knows which passages have a word, and how often', async () => {
      const guild = newId();
      await add(guild, said('a', ['cat dog cat', 'dog']));
      await add(guild, said('b', ['bird', 'cat']));
      expect(await find(guild, 'cat', 'dog', 'fish')).toEqual([
        ['a.0 × 2', 'b.1 × 1'],
        ['a.0 × 1', 'a.1 × 1'],
        [],
      ]);
    });

    test.each(['東京', 'cafe*', '8080', 'हिन्*', '_', 'ß', '𝒳𝒴'])('knows the word %s', async (word) => {
      const guild = newId();
      await add(guild, said('a', [`other ${word}`, 'other']));
      expect(await find(guild, word)).toEqual([['a.0 × 1']]);
    });

    test('a source takes the place of the one with its id', async () => {
      const guild = newId();
      await add(guild, said('a', ['cat', 'dog', 'bird']));
      await add(guild, said('ab', ['cat']));
      await add(guild, said('a', ['fish', 'cat'], { time: 2 }));
      const sources = await current().knowledge.sources(guild);
      expect(sources.map(({ id, passages }) => [id, passages])).toEqual([
        ['ab', 1],
        ['a', 2],
      ]);
      expect(await find(guild, 'cat', 'dog', 'fish')).toEqual([['a.1 × 1', 'ab.0 × 1'], [], ['a.0 × 1']]);
      expect(await texts(guild, ['a', 0], ['a', 2])).toEqual(['fish', undefined]);
    });

    test('of a removed source nothing stays, of the others everything', async () => {
      const { knowledge } = current();
      const guild = newId();
      const [one, content] = said('a', ['cat dog']);
      await knowledge.add(guild, one, { ...content, vectors: new Uint8Array([1]) }, MOST);
      await add(guild, said('b', ['cat']));
      expect(await knowledge.remove(guild, 'a')).toBe(true);
      expect(await knowledge.remove(guild, 'a')).toBe(false);
      expect((await knowledge.sources(guild)).map(({ id }) => id)).toEqual(['b']);
      expect(await find(guild, 'cat', 'dog')).toEqual([['b.0 × 1'], []]);
      expect(await texts(guild, ['a', 0], ['b', 0])).toEqual([undefined, 'cat']);
      expect(await knowledge.vectors(guild)).toEqual(new Map());
    });

    test('has no more passages than it may, whoever adds at the same time', async () => {
      const guild = newId();
      expect(await add(guild, said('a', ['1', '2', '3']), 3)).toBe(true);
      expect(await add(guild, said('b', ['4']), 3)).toBe(false);
      expect(await find(guild, '1', '4')).toEqual([['a.0 × 1'], []]);
      // What it takes the place of does not count.
      expect(await add(guild, said('a', ['5', '6']), 3)).toBe(true);
      const added = await Promise.all(['b', 'c', 'd'].map((id) => add(guild, said(id, ['7']), 3)));
      expect(added.filter(Boolean)).toHaveLength(1);
    });

    test('keeps vectors byte by byte', async () => {
      const { knowledge } = current();
      const guild = newId();
      const vectors = Uint8Array.from({ length: 1_000 }, (_, at) => at % 256);
      const [one, content] = said('a', ['cat']);
      await knowledge.add(guild, one, { ...content, vectors }, MOST);
      await add(guild, said('b', ['dog']));
      const kept = await knowledge.vectors(guild);
      expect([...kept].map(([id, bytes]) => [id, [...bytes]])).toEqual([['a', [...vectors]]]);
    });

    test('of one server is unknown to all others', async () => {
      const { knowledge } = current();
      const [guild, other] = [newId(), newId()];
      const [one, content] = said('a', ['cat']);
      await knowledge.add(guild, one, { ...content, vectors: new Uint8Array([1]) }, MOST);
      expect(await knowledge.sources(other)).toEqual([]);
      expect(await find(other, 'cat')).toEqual([[]]);
      expect(await texts(other, ['a', 0])).toEqual([undefined]);
      expect(await knowledge.vectors(other)).toEqual(new Map());
      expect(await knowledge.remove(other, 'a')).toBe(false);
      await add(other, said('a', ['cat cat']));
      expect(await find(guild, 'cat')).toEqual([['a.0 × 1']]);
    });
  });
}
