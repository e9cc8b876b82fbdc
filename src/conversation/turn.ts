import type { Settings } from '../settings/schema.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { buildContext, type Context } from './context.ts';
import { type Conversation, type Entry, isAfter, type Snowflake } from './entry.ts';
import { instructions } from './instructions.ts';
import type { TokensOf } from './tokens.ts';

/** A turn, as read from the store: what is to be answered, and what stands before it. */
export interface Turn {
  conversation: Conversation;
  settings: Settings;
  /** The newest of what the model is sent. */
  entries: Entry[];
  /** The newest message that is answered. */
  question: Entry;
  /** The reply that is to be gone on with; undefined: a new one is written. */
  continues: Entry | undefined;
}

/** Said for the person who wants a reply to go on. It is not kept. */
const GO_ON = 'Go on exactly where you stopped. Do not repeat anything and do not comment on it.';

/** What is to be done in a conversation; undefined where that is nothing. */
export async function readTurn(
  store: Store,
  settings: SettingsKeeper,
  id: Snowflake,
): Promise<Turn | undefined> {
  const conversation = await store.conversation(id);
  if (conversation === undefined) return undefined;
  const { guild, parent, floor, answeredThrough, open } = conversation;
  const place = { guild, channel: parent ?? id, thread: parent === null ? null : id };
  const resolved = (await settings.of(place)).settings;
  const entries = await store.newest(id, { tokens: resolved.contextTokens, floor });
  const continues = entries.find((entry) => open?.continues === entry.id);
  const question = entries.findLast(
    (entry) => entry.role === 'user' && (continues !== undefined || isAfter(entry.id, answeredThrough)),
  );
  return question && { conversation, settings: resolved, entries, question, continues };
}

/** What the model is sent in this turn. */
export function contextOf(turn: Turn, botName: string, tokensOf: TokensOf): Context {
  const { conversation, settings, entries, continues } = turn;
  const context = buildContext({
    instructions: instructions(botName, settings.prompt),
    entries,
    answeredThrough: conversation.answeredThrough,
    floor: conversation.floor,
    budget: settings.contextTokens,
    count: tokensOf(settings.model),
  });
  if (continues !== undefined) context.messages.push({ role: 'user', text: GO_ON });
  return context;
}
