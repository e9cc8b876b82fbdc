import type { EntryChange, Store } from '../store/store.ts';
import type { Conversation, Entry, Said, Snowflake } from './entry.ts';
import { speech } from './speech.ts';
import { type CountTokens, MESSAGE_OVERHEAD } from './tokens.ts';

/** Adds what was said to a conversation, once, with its tokens counted. False where it is known already. */
export async function remember(
  store: Store,
  conversation: Snowflake,
  said: Said,
  count: CountTokens,
  also?: Partial<Conversation>,
): Promise<boolean> {
  return store.append(conversation, { ...said, tokens: cost(said, count) }, also);
}

/** Makes memory say what an edited message says now. False where the message is unknown. */
export async function rememberEdit(
  store: Store,
  conversation: Snowflake,
  said: Said,
  count: CountTokens,
): Promise<boolean> {
  const { text, attachments, author } = said;
  const change: EntryChange = { text, attachments, author, tokens: cost(said, count) };
  return store.change(conversation, said.id, change);
}

function cost(said: Omit<Entry, 'tokens'>, count: CountTokens): number {
  return count(speech(said)) + MESSAGE_OVERHEAD;
}
