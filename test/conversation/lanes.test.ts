import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLanes } from '../../src/conversation/lanes.ts';

/** Longer than any burst. */
const A_WHILE = 5_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Lanes whose turns end when they are told to. */
function setUp(atOnce = 10, perGroup = atOnce) {
  const open: { conversation: string; signal: AbortSignal; end: (wait?: number) => void }[] = [];
  const begun: string[] = [];
  const lanes = createLanes(
    (conversation, signal) => {
      begun.push(conversation);
      const { promise, resolve } = Promise.withResolvers<number | undefined>();
      open.push({ conversation, signal, end: resolve });
      return promise;
    },
    { atOnce, perGroup },
  );
  const end = async (conversation: string, wait?: number) => {
    const at = open.findIndex((one) => one.conversation === conversation);
    open.splice(at, 1)[0]!.end(wait);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { lanes, begun, open, end, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

describe('lanes', () => {
  test('make a turn again when it says that there will be something to do', async () => {
    const { lanes, begun, end, pass } = setUp();
    lanes.wake('a', 'server');
    await pass(A_WHILE);
    await end('a', 60_000);
    await pass(59_000);
    expect(begun).toEqual(['a']);
    await pass(1_000);
    expect(begun).toEqual(['a', 'a']);
    await end('a', 60_000);
    lanes.wake('a', 'server'); // somebody writes meanwhile
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'a', 'a']);
    await end('a');
    await pass(120_000);
    expect(begun).toEqual(['a', 'a', 'a']);
  });

  test('answer a burst in one turn, soon after its last message', async () => {
    const { lanes, begun, pass } = setUp();
    for (let i = 0; i < 3; i++) {
      lanes.wake('a', 'server');
      await pass(300);
      expect(begun).toEqual([]);
    }
    await pass(200);
    expect(begun).toEqual(['a']);
  });

  test('do not wait for the end of a burst that does not end', async () => {
    const { lanes, begun, pass } = setUp();
    for (let i = 0; i < 20; i++) {
      lanes.wake('a', 'server');
      await pass(200);
    }
    expect(begun).toEqual(['a']);
  });

  test('make exactly one more turn, at once, of all that came during a turn', async () => {
    const { lanes, begun, end, pass } = setUp();
    lanes.wake('a', 'server');
    await pass(A_WHILE);
    for (let i = 0; i < 5; i++) lanes.wake('a', 'server');
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
    lanes.wake('a', 'server');
    await pass(A_WHILE);
    lanes.wake('a', 'server');
    await end('a');
    lanes.wake('a', 'server');
    expect(begun).toEqual(['a']);
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'a']);
  });

  test('run conversations side by side, but not more than allowed, in the order in which they came', async () => {
    const { lanes, begun, end, pass } = setUp(2);
    for (const name of ['a', 'b', 'c', 'd']) lanes.wake(name, 'server', 'Ada');
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'b']);
    await end('b');
    expect(begun).toEqual(['a', 'b', 'c']);
    await end('a');
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  test('let a server that has reached its bound hold nobody else, and go on when it has room again', async () => {
    const { lanes, begun, end, pass } = setUp(3, 2);
    for (const name of ['a1', 'a2', 'a3']) lanes.wake(name, 'a');
    lanes.wake('b1', 'b');
    await pass(A_WHILE);
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    await end('b1');
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    await end('a1');
    expect(begun.at(-1)).toBe('a3');
  });

  test('let servers take turns, and the people of a server, however much one of them wants', async () => {
    const { lanes, begun, end, pass } = setUp(1);
    lanes.wake('first', 'a', 'Ada');
    await pass(A_WHILE);
    for (const name of ['a1', 'a2', 'a3', 'a4']) lanes.wake(name, 'a', 'Ada');
    lanes.wake('a5', 'a', 'Ben');
    for (const name of ['b1', 'b2']) lanes.wake(name, 'b', 'Cleo');
    await pass(A_WHILE);
    for (let i = 0; i < 7; i++) await end(begun.at(-1)!);
    expect(begun).toEqual(['first', 'a1', 'b1', 'a5', 'b2', 'a2', 'a3', 'a4']);
  });

  test('stop a turn that is cancelled, with the reason, and answer what comes afterwards', async () => {
    const { lanes, begun, open, end, pass } = setUp();
    lanes.wake('a', 'server');
    await pass(A_WHILE);
    lanes.wake('a', 'server');
    lanes.cancel('a', new Error('forgotten'));
    expect(open[0]?.signal.reason).toEqual(new Error('forgotten'));
    await end('a');
    await pass(A_WHILE);
    expect(begun).toEqual(['a']);
    lanes.wake('a', 'server');
    await pass(A_WHILE);
    expect(begun).toEqual(['a', 'a']);
    expect(open[0]?.signal.aborted).toBe(false);
  });

  test('do not begin a turn that was cancelled before', async () => {
    const { lanes, begun, pass } = setUp();
    lanes.wake('a', 'server');
    lanes.cancel('a', new Error('gone'));
    await pass(A_WHILE);
    expect(begun).toEqual([]);
  });

  test('keep the bounds and answer whatever was said, in any order of events', async () => {
    const conversation = fc.nat(11);
    const event = fc.oneof(
      { weight: 6, arbitrary: fc.record({ wake: conversation, person: fc.nat(3) }) },
      { weight: 2, arbitrary: fc.record({ end: fc.nat(9) }) },
      { weight: 1, arbitrary: fc.record({ cancel: conversation }) },
      { weight: 4, arbitrary: fc.record({ pass: fc.nat(1_000) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 80 }), async (events) => {
        const { lanes, begun, open, end, pass } = setUp(3, 2);
        const due = new Map<string, number>();
        const groupOf = (name: string) => String(Number(name) % 3);
        for (const one of events) {
          if ('wake' in one) {
            const name = String(one.wake);
            lanes.wake(name, groupOf(name), String(one.person));
            due.set(name, begun.length);
          } else if ('cancel' in one) {
            lanes.cancel(String(one.cancel), new Error('gone'));
            due.delete(String(one.cancel));
          } else if ('pass' in one) await pass(one.pass);
          else if (open.length > 0) await end(open[one.end % open.length]!.conversation);
          const running = open.map((turn) => turn.conversation);
          expect(running.length).toBeLessThanOrEqual(3);
          expect(new Set(running).size).toBe(running.length);
          for (const group of ['0', '1', '2'])
            expect(running.filter((name) => groupOf(name) === group).length).toBeLessThanOrEqual(2);
        }
        await pass(A_WHILE);
        while (open.length > 0) {
          await end(open[0]!.conversation);
          await pass(A_WHILE);
        }
        for (const [name, at] of due) expect(begun.slice(at)).toContain(name);
      }),
      { seed: 4 },
    );
  });

  test('let others have the room of a turn that waits for a person', async () => {
    const { lanes, begun, end, pass } = setUp(2, 1);
    const { promise, resolve } = Promise.withResolvers<string>();
    for (const name of ['a1', 'a2', 'a3']) lanes.wake(name, 'a');
    await pass(A_WHILE);
    expect(begun).toEqual(['a1']);
    const said = lanes.aside('a1', () => promise);
    expect(begun).toEqual(['a1', 'a2']);
    resolve('yes');
    expect(await said).toBe('yes');
    await end('a2');
    expect(begun).toEqual(['a1', 'a2']); // a1 has its room back
    await end('a1');
    expect(begun).toEqual(['a1', 'a2', 'a3']);
  });

  test('when drained do not wait for people', async () => {
    const { lanes, open, end, pass } = setUp();
    for (const name of ['a', 'b']) lanes.wake(name, 'server');
    await pass(A_WHILE);
    const waiting = lanes.aside('a', () => new Promise(() => {}));
    const drained = lanes.drain(10_000);
    const aborted = () => open.map(({ signal }) => signal.aborted);
    expect(aborted()).toEqual([true, false]);
    const late = lanes.aside('b', () => new Promise(() => {}));
    expect(aborted()).toEqual([true, true]);
    await end('a');
    await end('b');
    await drained;
    void [waiting, late];
  });

  test('when drained begin nothing, wait for what runs, and stop it when patience ends', async () => {
    const { lanes, begun, open, end, pass } = setUp();
    lanes.wake('a', 'server');
    await pass(A_WHILE);
    lanes.wake('b', 'server');
    let drained = false;
    const draining = lanes.drain(10_000).then(() => (drained = true));
    lanes.wake('a', 'server');
    lanes.wake('c', 'server');
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
