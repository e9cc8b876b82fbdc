import { expect, test } from 'vitest';
import { NEW_CONVERSATION } from '../../src/conversation/entry.ts';
import { createTitles } from '../../src/conversation/title.ts';
import { createLog } from '../../src/log.ts';
import { message } from '../store/entries.ts';
import { turnOn } from './turns.ts';

const turn = turnOn([message('1', { text: 'What is a bobbin?' })], {
  conversation: { ...NEW_CONVERSATION, title: 'What is a bobbin?' },
});

test('a thread whose conversation is forgotten meanwhile gets no title', async () => {
  const asked = Promise.withResolvers<void>();
  const named: string[] = [];
  const titles = createTitles({
    model: {
      title: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          asked.resolve();
        }),
    },
    names: { change: async (_, __, title) => named.push(title) > 0 },
    spending: { by: () => () => Promise.reject(new Error('nobody pays')) },
    log: createLog('silent'),
    now: Date.now,
  });
  titles.after('5', turn, 'A spool.');
  await asked.promise;
  titles.cancel('6');
  titles.cancel('5');
  await titles.drain(60_000);
  expect(named).toEqual([]);
});
