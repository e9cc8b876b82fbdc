import { expect, test } from 'vitest';
import type { Entry } from '../../src/conversation/entry.ts';
import { NEW_CONVERSATION } from '../../src/conversation/entry.ts';
import { createTitles } from '../../src/conversation/title.ts';
import type { Turn } from '../../src/conversation/turn.ts';
import { createLog } from '../../src/log.ts';
import { DEFAULTS } from '../../src/settings/schema.ts';
import { message } from '../store/entries.ts';

const question: Entry = message('1', { text: 'What is a bobbin?' });
const turn: Turn = {
  conversation: { ...NEW_CONVERSATION, title: 'What is a bobbin?' },
  settings: { ...DEFAULTS, model: 'm', prompt: '', contextTokens: 1_000, maxOutputTokens: 100, tools: [] },
  prompt: { origin: 'environment', version: null },
  entries: [question],
  question,
  continues: undefined,
  replaces: undefined,
  open: { attempt: '1', question: '1', messages: [], earlier: [], continues: null, said: null },
  onRecord: false,
  more: false,
};

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
