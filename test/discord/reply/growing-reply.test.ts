import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createGrowingReply, type MessageDoor } from '../../../src/discord/reply/growing-reply.ts';

class Gone extends Error {}
class Broken extends Error {}

/** Messages as Discord would keep them, where a change fails as often as `fails` says. */
function setUp({ fails = () => false, instead = [] }: { fails?: () => boolean; instead?: string[] } = {}) {
  const messages = new Map<string, string>(instead.map((id) => [id, 'old']));
  const changes: string[] = [];
  const failed: unknown[] = [];
  const sent = new Map<number, string>(instead.map((id, at) => [at, id]));
  let nextId = 100;
  const door: MessageDoor<string> = {
    async send(number, content) {
      await Promise.resolve();
      if (fails()) throw new Broken();
      const known = sent.get(number);
      if (known !== undefined) return { id: known, isNew: false };
      const id = String(nextId++);
      sent.set(number, id);
      messages.set(id, content);
      changes.push(`send ${content}`);
      return { id, isNew: true };
    },
    async edit(id, content) {
      await Promise.resolve();
      if (fails()) throw new Broken();
      if (!messages.has(id)) throw new Gone();
      messages.set(id, content);
      changes.push(`edit ${content}`);
    },
    async remove(id) {
      await Promise.resolve();
      if (!messages.delete(id)) throw new Gone();
      changes.push('remove');
    },
    isGone: (error) => error instanceof Gone,
    mayPass: (error) => error instanceof Broken,
  };
  const growing = createGrowingReply(door, {
    failed: (error) => failed.push(error),
    instead,
    pace: 1,
    wait: 1,
  });
  return { growing, messages, changes, failed, seen: () => [...messages.values()] };
}

describe('a reply that grows', () => {
  test('shows its first words at once, and merges what comes before the next change', async () => {
    const { growing, changes } = setUp();
    growing.show(['a']);
    growing.show(['a b']);
    growing.show(['a b c']);
    await growing.finish(['a b c d']);
    expect(changes.at(-1)).toMatch(/a b c d$/);
    expect(changes.length).toBeLessThanOrEqual(3);
  });

  test('does not touch again what is in full messages', async () => {
    const { growing, changes } = setUp();
    await growing.finish(['full', 'second']);
    expect(changes).toEqual(['send full', 'send second']);
  });

  test('takes the place of earlier messages, and removes those that are too many', async () => {
    const { growing, messages } = setUp({ instead: ['1', '2', '3'] });
    expect(await growing.finish(['new'])).toEqual(['1']);
    expect([...messages]).toEqual([['1', 'new']]);
  });

  test('posts anew what was to take the place of a message that is gone', async () => {
    const { growing, messages, seen } = setUp({ instead: ['1', '2'] });
    messages.delete('1');
    await growing.finish(['first', 'second']);
    expect(seen()).toEqual(['first', 'second']);
  });

  test('does not post again what somebody deleted while it grew', async () => {
    const { growing, messages, seen } = setUp();
    growing.show(['a']);
    await expect.poll(seen).toEqual(['a']);
    messages.clear();
    expect(await growing.finish(['a b', 'c'])).toEqual([undefined, '101']);
    expect(seen()).toEqual(['c']);
  });

  test('gives up with the reason when Discord does not take it', async () => {
    const { growing } = setUp({ fails: () => true });
    await expect(growing.finish(['a'])).rejects.toThrow(Broken);
  });

  test('ends with exactly the text, however often changes fail and whatever was shown before', async () => {
    const texts = fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(texts, { maxLength: 8 }),
        texts,
        fc.infiniteStream(fc.integer({ min: 0, max: 2 })),
        async (steps, last, dice) => {
          const { growing, seen } = setUp({
            fails: () => dice.next().value === 0 && Math.abs(steps.length) % 2 === 0,
          });
          for (const step of steps) {
            growing.show(step);
            await Promise.resolve();
          }
          try {
            const ids = await growing.finish(last);
            expect(ids).toHaveLength(last.length);
            expect(seen()).toEqual(last);
          } catch (error) {
            expect(error).toBeInstanceOf(Broken); // five failures in a row
          }
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });
});
