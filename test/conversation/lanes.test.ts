import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLanes } from '../../src/conversation/lanes.ts';

/** Longer than any burst. */
const A_WHILE = 5_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lanes whose turns end when they are told to. */
function setUp(atOnce = 10) {
  const open: { conversation: string; signal: AbortSignal; end: () => void }[] = [];
  const begun: string[] = [];
  const lanes = createLanes(
    (conversation, signal) => {
      begun.push(conversation);
      const { promise, resolve } = Promise.withResolvers<void>();
      open.push({ conversation, signal, end: resolve });
      return promise;
    },
    { atOnce },
  );
  const end = async (conversation: string) => {
    const at = open.findIndex((one) => one.conversation === conversation);
    open.splice(at, 1)[0]!.end();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { lanes, begun, open, end, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('lanes', () => {
  test('answer a burst in one turn, soon after its last message', async () => {
    const { lanes, begun, pass } = setUp();
    for (let i = 0; i < 3; i++) {
      lanes.wake('a');
      await pass(300);
      expect(begun).toEqual([]);
    }
    await pass(200);
    expect(begun).toEqual(['a']);
  });

  test('do not wait for the end of a burst that does not end', async () => {
    const { lanes, begun, pass } = setUp();
    for (let i = 0; i < 20; i++) {
      lanes.wake('a');
      await pass(200);
    }
    expect(begun).toEqual(['a']);
  });

  test('make exactly one more turn, at once, of all that came during a turn', async () => {
    const { lanes, begun, end, pass } = setUp();
    lanes.wake('a');
    await pass(A_WHILE);
    for (let i = 0; i < 5; i++) lanes.wake('a');
    await pass(A_WHILE);
    expect(begun).toEqual(['a']);
    await end('a');
    expect(begun).toEqual(['a', 'a']);
    await end('a');
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'a']);
  });

  test('let a burst that begins with the end of a turn come to its end, too', async () => {
    const { lanes, begun, end, pass } = setUp();
    lanes.wake('a');
    await pass(A_WHILE);
    lanes.wake('a');
    await end('a');
    lanes.wake('a');
    expect(begun).toEqual(['a']);
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'a']);
  });

  test('run conversations side by side, but not more than allowed, in the order in which they came', async () => {
    const { lanes, begun, end, pass } = setUp(2);
    for (const name of ['a', 'b', 'c', 'd']) lanes.wake(name);
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  test('stop a turn that is cancelled, with the reason, and answer what comes afterwards', async () => {
    const { lanes, begun, open, end, pass } = setUp();
    lanes.wake('a');
    await pass(A_WHILE);
    lanes.wake('a');
    lanes.cancel('a', new Error('forgotten'));
    expect(open[0]?.signal.reason).toEqual(new Error('forgotten'));
    await end('a');
    await pass(A_WHILE);
    expect(begun).toEqual(['a']);
    lanes.wake('a');
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'a']);
    expect(open[0]?.signal.aborted).toBe(false);
  });

  test('do not begin a turn that was cancelled before', async () => {
    const { lanes, begun, pass } = setUp();
    lanes.wake('a');
    lanes.cancel('a', new Error('gone'));
    await pass(A_WHILE);
    expect(begun).toEqual([]);
  });

  test('when drained begin nothing, wait for what runs, and stop it when patience ends', async () => {
    const { lanes, begun, open, end, pass } = setUp();
    lanes.wake('a');
    await pass(A_WHILE);
    lanes.wake('b');
    let drained = false;
    const draining = lanes.drain(10_000).then(() => (drained = true));
    lanes.wake('a');
    lanes.wake('c');
    await pass(9_999);
    expect({ begun, drained, aborted: open[0]?.signal.aborted }).toEqual({
      begun: ['a'],
      drained: false,
      aborted: false,
    });
    await pass(1);
    expect(open[0]?.signal.aborted).toBe(true);
    await end('a');
    await draining;
    expect(begun).toEqual(['a']);
  });
});
