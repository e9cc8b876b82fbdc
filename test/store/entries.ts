import type { Entry } from '../../src/conversation/entry.ts';

let lastId = 1_000_000_000_000_000_000n;
/** Ids of a fresh conversation, server, message …: each newer than the one before. */
export const newId = (): string => String(++lastId);

export function message(id: string, change: Partial<Entry> = {}): Entry {
  const author = { id: '77', name: 'Ada' };
  return {
    id,
    role: 'user',
    author,
    text: `text ${id}`,
    attachments: [],
    tokens: 10,
    time: 1_700_000_000_000,
    ...change,
  };
}

export function reply(messages: string[], answers: string, change: Partial<Entry> = {}): Entry {
  return message(messages[0]!, { role: 'assistant', reply: { messages, answers }, ...change });
}
