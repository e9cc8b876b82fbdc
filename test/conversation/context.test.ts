import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildContext, type ContextSource } from '../../src/conversation/context.ts';
import type { Entry } from '../../src/conversation/entry.ts';
import { speech } from '../../src/conversation/speech.ts';

// A character is a token here, so that sums can be seen.
const count = (text: string) => text.length;
const OVERHEAD = 4;

let nextId = 100;
function entry(role: Entry['role'], tokens: number, change: Partial<Entry> = {}): Entry {
  const bare = {
    id: String(nextId++),
    role,
    author: { id: '1', name: 'A' },
    attachments: [],
    time: 0,
    ...change,
  };
  const text =
    change.text ?? 'x'.repeat(Math.max(0, tokens - OVERHEAD - speech({ ...bare, text: '.' }).length + 1));
  return { ...bare, text, tokens: count(speech({ ...bare, text })) + OVERHEAD };
}
const user = (tokens: number, change?: Partial<Entry>) => entry('user', tokens, change);
const bobbin = (tokens: number) => entry('assistant', tokens);

function build(entries: Entry[], change: Partial<ContextSource> = {}) {
  const source = { instructions: 'i'.repeat(96), floor: null, answeredThrough: null, budget: 1_000, count };
  return buildContext({ ...source, entries, ...change });
}

describe('the context', () => {
  test('is everything while it fits', () => {
    const entries = [user(300), bobbin(300), user(300)];
    const context = build(entries);
    expect(context.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(context).toMatchObject({ floor: null, shortened: false, tokens: 1_000 });
  });

  test('moves its floor to half of the budget when one token more than the budget is needed', () => {
    const entries = [user(100), bobbin(301), user(100), bobbin(100), user(100), bobbin(100), user(100)];
    const context = build(entries, { answeredThrough: entries[4]!.id });
    expect(context.floor).toBe(entries[4]?.id);
    expect(context.tokens).toBe(100 + 300);
  });

  test('begins with what a person said: the floor stands between two turns', () => {
    const entries = [user(300), bobbin(200), user(100), user(100), bobbin(150), user(100)];
    const context = build(entries, { answeredThrough: entries[3]!.id });
    expect(context.messages.map(({ role }) => role)).toEqual(['user']);
    expect(context.floor).toBe(entries[5]?.id);
  });

  test('keeps the floor that it had while all since then fits', () => {
    expect(build([user(100)], { floor: '7' }).floor).toBe('7');
  });

  test('gives the newest turn the whole budget when it needs more than half', () => {
    const entries = [user(300), bobbin(300), user(300), user(400)];
    const context = build(entries, { answeredThrough: entries[0]!.id });
    expect(context.floor).toBe(entries[2]?.id);
    expect(context.tokens).toBe(800);
  });

  test('loses the beginning of a burst that is longer than the budget, never its end', () => {
    const entries = [user(500), user(500), user(300)];
    const context = build(entries);
    expect(context.floor).toBe(entries[1]?.id);
    expect(context.messages).toEqual([
      { role: 'user', text: `${speech(entries[1]!)}\n\n${speech(entries[2]!)}` },
    ]);
  });

  test('leaves out the middle of a newest entry that alone is too long, visibly', () => {
    const entries = [user(300), bobbin(300), user(0, { text: `BEGIN${'x'.repeat(5_000)}END` })];
    const { messages, shortened, tokens } = build(entries, { answeredThrough: entries[0]!.id });
    expect(shortened).toBe(true);
    expect(messages).toHaveLength(1);
    expect(messages[0]?.text).toMatch(/^⟦A 1⟧ BEGINx+\n\n\[… the middle is left out .*…\]\n\nx+END$/);
    expect(tokens).toBeLessThanOrEqual(1_000);
    expect(tokens).toBeGreaterThan(800);
  });

  test('leaves out the middle of instructions longer than half of the budget', () => {
    const { instructions, tokens } = build([user(100)], { instructions: `BEGIN${'i'.repeat(4_000)}END` });
    expect(instructions).toMatch(/^BEGINi+\n\n\[….*…\]\n\ni+END$/);
    expect(tokens).toBeLessThanOrEqual(600);
  });

  test('puts entries of one role that follow each other into one message', () => {
    const entries = [user(30), user(30, { author: { id: '2', name: 'B' } }), bobbin(30), user(30)];
    const { messages } = build(entries);
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user']);
    expect(messages[0]?.text).toMatch(/^⟦A 1⟧ x+\n\n⟦B 2⟧ x+$/);
  });

  test('of any conversation is within the budget, ends with the newest entry, and does not forget without need', () => {
    const turns = fc.array(
      fc.record({
        asks: fc.array(fc.integer({ min: 12, max: 700 }), { minLength: 1, maxLength: 3 }),
        answer: fc.integer({ min: 12, max: 700 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(
        turns,
        fc.integer({ min: 12, max: 2_000 }),
        fc.integer({ min: 300, max: 3_000 }),
        (before, last, budget) => {
          const entries = before.flatMap(({ asks, answer }) => [
            ...asks.map((tokens) => user(tokens)),
            bobbin(answer),
          ]);
          const answeredThrough = entries.findLast(({ role }) => role === 'user')?.id ?? null;
          entries.push(user(last));
          const context = build(entries, { budget, answeredThrough });
          const all = 100 + entries.reduce((sum, { tokens }) => sum + tokens, 0);
          expect(context.tokens).toBeLessThanOrEqual(budget);
          expect(context.messages.at(-1)?.role).toBe('user');
          if (!context.shortened)
            expect(context.messages.at(-1)?.text.endsWith(speech(entries.at(-1)!))).toBe(true);
          if (all <= budget) expect(context).toMatchObject({ floor: null, tokens: all });
          else expect(context.floor === null && !context.shortened).toBe(false);
        },
      ),
      { seed: 11, numRuns: 2_000 },
    );
  });
});
