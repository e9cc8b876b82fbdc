import type { EntryChange, Store } from '../store/store.ts';
import { join } from './continued.ts';
import type { Conversation, Ending, Entry, Said, Snowflake } from './entry.ts';
import { speech } from './speech.ts';
import { type CountTokens, MESSAGE_OVERHEAD, type TokensOf } from './tokens.ts';
import type { Turn } from './turn.ts';

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

/** Adds a reply to its conversation, or to the reply that it goes on with; what it answers is answered. */
export async function rememberReply(
  { store, tokensOf, me, now }: ReplyParts,
  conversation: Snowflake,
  { question, continues, settings, conversation: { open } }: Turn,
  {
    text,
    ending,
    messages,
    floor,
  }: { text: string; ending: Ending | undefined; messages: Snowflake[]; floor: Snowflake | null },
): Promise<void> {
  const count = tokensOf(settings.model);
  if (continues) {
    const { ending: _, ...before } = continues.reply ?? { messages: [], answers: question.id };
    const reply = { ...before, messages: [...before.messages, ...messages], ...(ending && { ending }) };
    const whole = { ...continues, text: join(continues.text, text), reply };
    await store.change(conversation, continues.id, { text: whole.text, reply, tokens: cost(whole, count) });
    await store.update(conversation, { open: null });
    return;
  }
  const earlier = open?.earlier ?? [];
  const [id] = messages;
  const done = { answeredThrough: question.id, floor, open: null };
  if (id === undefined) return store.update(conversation, done); // somebody deleted it while it grew
  const reply = {
    messages,
    answers: question.id,
    ...(ending && { ending }),
    ...(earlier.length > 0 && { earlier }),
  };
  const said: Said = { id, role: 'assistant', author: me(), text, attachments: [], time: now(), reply };
  await remember(store, conversation, said, count, done);
}

interface ReplyParts {
  store: Store;
  tokensOf: TokensOf;
  me: () => { id: Snowflake; name: string };
  now: () => number;
}

function cost(said: Omit<Entry, 'tokens'>, count: CountTokens): number {
  return count(speech(said)) + MESSAGE_OVERHEAD;
}
