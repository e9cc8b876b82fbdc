import { localeOf } from '../language/language.ts';
import { originOf } from '../settings/resolve.ts';
import type { Settings } from '../settings/schema.ts';
import type { Place, SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { buildContext, type Context, type ContextSource } from './context.ts';
import {
  type Conversation,
  type Entry,
  isAfter,
  type Made,
  openTurn,
  type OpenTurn,
  positionOf,
  type Snowflake,
} from './entry.ts';
import { instructions } from './instructions.ts';
import type { Later } from './cooldown.ts';
import { withoutRefused } from './moderation.ts';
import { nextQuestion, type NextQuestionParts } from './next-question.ts';
import type { TokensOf } from './tokens.ts';

/** A turn, as read from the store: what is to be answered, and what stands before it. */
export interface Turn {
  conversation: Conversation;
  settings: Settings;
  /** Where its prompt comes from. */
  prompt: Made['prompt'];
  /** The newest of what the model is sent, up to what is answered or gone on with. */
  entries: Entry[];
  /** The newest message that is answered. */
  question: Entry;
  /** The reply that is to be gone on with; undefined: a new one is written. */
  continues: Entry | undefined;
  /** The reply whose place the new one takes. */
  replaces: Entry | undefined;
  /** What another process, or this one before it stopped, has done of it; or what somebody asked for. */
  open: OpenTurn;
  /** Whether it is one of these, and not a new one. */
  onRecord: boolean;
  /** Whether something is to be answered after it. */
  more: boolean;
  /** Entries whose files were read in it; undefined: none. */
  read?: Snowflake[];
}

/** A turn that has begun, and whose question is gone: what is seen of its reply has to go, too. */
export interface Leftover {
  question: undefined;
  conversation: Conversation;
  settings: Settings;
  open: OpenTurn;
  /** The reply whose place the new one was to take. */
  replaces: Entry | undefined;
}

/** Said for the person who wants a reply to go on. It is not kept. */
export const GO_ON = 'Go on exactly where you stopped. Do not repeat anything and do not comment on it.';

/** Share of `contextTokens` that is kept free for tools and what they bring. */
const TOOLS_SHARE = 1 / 4;

/** Where a conversation is, as far as its record tells. */
export function placeIn(id: Snowflake, { guild, parent }: Conversation): Place {
  return { guild, channel: parent ?? id, thread: parent === null ? null : id };
}

/** What is to be done in a conversation, or is later; undefined where that is nothing. */
export async function readTurn(
  parts: NextQuestionParts & { store: Store; settings: SettingsKeeper },
  id: Snowflake,
): Promise<Turn | Leftover | Later | undefined> {
  const { store } = parts;
  const conversation = await store.conversation(id);
  if (conversation === undefined) return undefined;
  const { floor, answeredThrough, open } = conversation;
  const begun = open ? await store.find(id, open.question) : undefined;
  const [first] = open?.messages ?? [];
  const replaces = first === undefined ? undefined : await store.find(id, first);
  const { settings: resolved, origins, versions } = await parts.settings.of(placeIn(id, conversation));
  const settings = spokenTo(conversation, resolved);
  if (open && !begun) return { question: begun, conversation, settings, open, replaces };
  const newest = await store.newest(id, { tokens: settings.contextTokens, floor });
  const entries = withoutRefused(newest, conversation, open?.question);
  const isDue = ({ role, id: one }: Entry) => role === 'user' && isAfter(one, answeredThrough);
  const due = entries.filter(isDue);
  const question = begun ?? (await nextQuestion(due, id, conversation.guild, settings, parts));
  if (question === undefined || 'wait' in question) return question;
  const origin = originOf(origins, 'prompt');
  const continues = open?.continues ? await store.find(id, open.continues) : undefined;
  const last = positionOf(continues ?? question);
  const upTo = entries.filter((entry) => positionOf(entry) <= last);
  return {
    conversation,
    settings,
    prompt: { origin, version: origin === 'environment' ? null : versions[origin] },
    entries: upTo.length > 0 ? upTo : [question],
    question,
    continues,
    replaces,
    open: open ?? openTurn(question.id),
    onRecord: open !== null,
    more: entries.some((entry) => isDue(entry) && positionOf(entry) > last),
  };
}

/** In a DM nobody can choose a language; Bobbin speaks the person's, where it is known. */
function spokenTo({ guild, locale }: Conversation, settings: Settings): Settings {
  return guild === null && locale !== null ? { ...settings, language: localeOf(locale) } : settings;
}

/** Through which message all is answered when a turn is over: a later one may have been left, as too old, before. */
export function answeredAfter({
  question,
  conversation: { answeredThrough },
}: Pick<Turn, 'conversation' | 'question'>): Snowflake {
  return answeredThrough !== null && isAfter(answeredThrough, question.id) ? answeredThrough : question.id;
}

/** Tokens that the context may have. */
export function tokensForContext({ contextTokens, tools }: Settings): number {
  return contextTokens * (tools.length > 0 ? 1 - TOOLS_SHARE : 1);
}

/** What the model is sent in this turn. */
export function contextOf(
  turn: Turn,
  botName: string,
  tokensOf: TokensOf,
  also: Pick<ContextSource, 'copies' | 'examples' | 'passages'>,
): Context {
  const { conversation, settings, entries, continues } = turn;
  return buildContext({
    ...also,
    instructions: instructions(settings.persona || botName, settings.prompt),
    entries,
    answeredThrough: conversation.answeredThrough,
    floor: conversation.floor,
    contextTokens: tokensForContext(settings),
    count: tokensOf(settings.model),
    ...(continues && { goOn: GO_ON }),
  });
}
