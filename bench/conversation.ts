import pino from 'pino';
import { createAnswer } from '../src/conversation/answer.ts';
import { createKnowledge } from '../src/conversation/knowledge/knowledge.ts';
import { createOutage } from '../src/conversation/outage.ts';
import type { Model, Replies } from '../src/conversation/ports.ts';
import type { Said } from '../src/conversation/entry.ts';
import { remember } from '../src/conversation/remember.ts';
import { createSpending } from '../src/conversation/spending/spending.ts';
import { loadTokens } from '../src/conversation/tokens.ts';
import { say } from '../src/language/language.ts';
import { DEFAULTS, type Settings } from '../src/settings/schema.ts';
import { createExamples } from '../src/settings/examples.ts';
import { createSettings } from '../src/settings/settings.ts';
import type { Store } from '../src/store/store.ts';

export const SETTINGS: Settings = {
  prompt: 'You are a helpful assistant.',
  model: 'practice',
  contextTokens: 4_000,
  maxOutputTokens: 1_000,
  ...DEFAULTS,
  streaming: 'off',
  titles: 'off',
  tools: [],
};

/** Some 3 of 4 words of this are one token. */
export function words(count: number): string {
  const some = 'we spin a thread of many small words and wind it on a bobbin '.split(' ');
  return Array.from({ length: count }, (_, at) => some[at % some.length]).join(' ');
}

/**
 * Turns as in production, from the stored question to the stored reply; only Discord is left out. `say` stores what
 * a person says, `answer` makes the turn. Message ids grow as Discord's do.
 */
export async function createTurns(store: Store, model: Model) {
  const tokensOf = await loadTokens([SETTINGS.model]);
  const settings = createSettings(store, SETTINGS, [SETTINGS.model]);
  let id = 1_300_000_000_000_000_000n;
  const newId = () => String((id += 4_194_304n)); // a millisecond later
  const replies: Replies = {
    open: () => ({
      working: () => {},
      show: () => {},
      doing: () => {},
      ask: () => {},
      drop: () => Promise.resolve(),
      leave: () => Promise.resolve(),
      finish: (text) => Promise.resolve([{ id: newId(), text }]),
      fail: (sentence) => Promise.reject(new Error(say('en', sentence))),
    }),
    postedIn: () => Promise.resolve([]),
    offer: () => Promise.resolve(),
    notice: () => Promise.resolve(),
  };
  const me = () => ({ id: '1', name: 'Bobbin' });
  const log = pino({ level: 'silent' });
  const answer = createAnswer({
    store,
    settings,
    tokensOf,
    model,
    moderator: undefined,
    replies,
    outage: createOutage({ check: () => store.check(), back: () => {}, tell: () => {} }),
    threads: { whenChecked: (_id, _lease, read) => read() },
    titles: { after() {} },
    mayAnswer: async () => true,
    files: { read: async () => [] },
    pictures: undefined,
    shown: { files: async () => [], picture: async () => undefined },
    examples: createExamples(store),
    knowledge: createKnowledge({ store: store.knowledge, embedder: undefined, log, now: Date.now }),
    spending: createSpending({
      store: store.usage,
      prices: { costOf: () => undefined },
      models: [],
      operator: undefined,
      forgotten: async () => ({ payer: 0, person: 0 }),
      rolesOf: async () => [],
      log,
      now: Date.now,
    }),
    me,
    owner: 'bench',
    deleted: new Set(),
    answering: new Map(),
    log,
    now: Date.now,
    newId,
    aside: (_, wait) => wait(),
  });
  return {
    async say(conversation: string, text: string) {
      const said: Said = {
        id: newId(),
        role: 'user',
        author: { id: '2', name: 'Ada' },
        text,
        attachments: [],
        time: Date.now(),
      };
      await remember(store, conversation, said, tokensOf(SETTINGS.model), {
        guild: '3',
        parent: '4',
        joined: true,
      });
    },
    answer: (conversation: string) => answer(conversation, new AbortController().signal),
  };
}
