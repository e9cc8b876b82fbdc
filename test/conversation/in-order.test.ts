import { expect, test } from 'vitest';
import { createInOrder } from '../../src/conversation/in-order.ts';

test('work that shares a key runs in the order in which it came, other work side by side', async () => {
  const inOrder = createInOrder();
  const events: string[] = [];
  const open = new Map<string, () => void>();
  const work = (name: string) => async () => {
    events.push(`begin ${name}`);
    await new Promise<void>((resolve) => open.set(name, resolve));
    events.push(`end ${name}`);
  };
  const first = inOrder(['a'], work('first'));
  const second = inOrder(['a', 'b'], work('second'));
  const other = inOrder(['c'], work('other'));
  const third = inOrder(['b'], work('third'));
  await expect.poll(() => events).toEqual(['begin first', 'begin other']);
  open.get('first')!();
  await first;
  await expect.poll(() => events.at(-1)).toBe('begin second');
  open.get('second')!();
  await second;
  await expect.poll(() => events.at(-1)).toBe('begin third');
  open.get('third')!();
  open.get('other')!();
  await Promise.all([third, other]);
});

test('work that fails does not hold up what follows, and whoever asked for it hears of it', async () => {
  const inOrder = createInOrder();
  const failing = inOrder(['a'], () => Promise.reject(new Error('no')));
  const following = inOrder(['a'], () => Promise.resolve('done'));
  await expect(failing).rejects.toThrow('no');
  await expect(following).resolves.toBe('done');
});
