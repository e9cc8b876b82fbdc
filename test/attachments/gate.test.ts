import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGate, type Gate } from '../../src/attachments/gate.ts';

const never = new AbortController().signal;

/** Work that is inside until it is told to leave. */
function worker(gate: Gate, weight: number, signal = never) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const seen = { inside: false, leave: resolve, fail: reject };
  const done = gate(weight, signal, async () => {
    seen.inside = true;
    await promise.finally(() => (seen.inside = false));
  });
  return Object.assign(seen, { done });
}

test('work comes in while there is room, in the order in which it came', async () => {
  const gate = createGate(10);
  const [a, b, c, d] = [6, 4, 5, 1].map((weight) => worker(gate, weight));
  await turn();
  expect([a, b, c, d].map((one) => one!.inside)).toEqual([true, true, false, false]);
  b!.leave();
  await turn();
  expect([c!.inside, d!.inside]).toEqual([false, false]); // the small one does not overtake
  a!.leave();
  await turn();
  expect([c!.inside, d!.inside]).toEqual([true, true]);
});

test('work that is too large gets all of the room, alone', async () => {
  const gate = createGate(10);
  const [small, large] = [worker(gate, 1), worker(gate, 99)];
  await turn();
  expect(large.inside).toBe(false);
  small.leave();
  await turn();
  expect(large.inside).toBe(true);
  large.leave();
  const next = worker(gate, 10);
  await turn();
  expect(next.inside).toBe(true);
});

test('work that fails leaves', async () => {
  const gate = createGate(1);
  const [bad, next] = [worker(gate, 1), worker(gate, 1)];
  await turn();
  bad.fail(new Error('bad'));
  await expect(bad.done).rejects.toThrow('bad');
  await turn();
  expect(next.inside).toBe(true);
});

test('work that nobody wants any more never comes in, and lets the others pass', async () => {
  const gate = createGate(2);
  const stop = new AbortController();
  const [inside, waiting, next] = [worker(gate, 1), worker(gate, 2, stop.signal), worker(gate, 1)];
  stop.abort(new Error('stopped'));
  await expect(waiting.done).rejects.toThrow('stopped');
  await turn();
  expect([inside.inside, next.inside]).toEqual([true, true]);
  await expect(gate(1, stop.signal, async () => 'in')).rejects.toThrow('stopped');
});
