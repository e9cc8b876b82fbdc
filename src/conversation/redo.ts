import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Store } from '../store/store.ts';
import { type Conversation, type Entry, isAfter, openTurn, type OpenTurn, type Snowflake } from './entry.ts';

/** Earlier answers that are kept of one reply. */
const EARLIER_KEPT = 5;

/** Entries that are looked at to find the last reply and what stands before it. */
const LOOKED_AT = 60;

const NOT_THE_LAST = text('redo.notTheLast');

/** Another turn that somebody asks for: how it changes the record. */
export type Redo = (
  store: Store,
  conversation: Snowflake,
  message: Snowflake,
  asked: Pick<OpenTurn, 'attempt' | 'by'>,
) => Promise<Partial<Conversation>>;

/**
 * Lets the next turn answer the last question once more, in the place of `message`: the last reply, or an error. The
 * reply is remembered until there is another. Throws a UserError where there is nothing to answer again.
 */
export const openAgain: Redo = async (store, conversation, message, asked) => {
  const entries = await lookedAt(store, conversation);
  const last = entries.at(-1);
  const replaces = last?.reply?.messages.includes(message) === true ? last : undefined;
  if (!replaces && !(await isFailure(store, conversation, message, last))) throw new UserError(NOT_THE_LAST);
  const before = entries.findLast((entry) => entry.role === 'assistant' && entry !== replaces);
  const open: OpenTurn = {
    ...openTurn(questionIn(entries, before), replaces?.reply?.messages ?? [message]),
    ...asked,
    earlier: replaces ? earlierThan(replaces) : [],
  };
  return { open, stop: null, answeredThrough: before?.reply?.answers ?? before?.id ?? null };
};

/** What can be read later where this reply is replaced, itself included, oldest first. */
export function earlierThan(replaced: Entry): string[] {
  return [...(replaced.reply?.earlier ?? []), asEarlier(replaced)].slice(-EARLIER_KEPT);
}

/** An answer as it can be read later. Its pictures stay until there is another answer; then what they showed is told. */
function asEarlier({ text: said, reply }: Entry): string {
  const painted = (reply?.painted ?? []).map((shows) => `-# 🖼️ ${shows}`);
  return [said, ...painted].filter((part) => part !== '').join('\n\n');
}

/** Lets the next turn go on with the last reply. Throws a UserError where there is nothing to go on with. */
export const openContinued: Redo = async (store, conversation, message, asked) => {
  const entries = await lookedAt(store, conversation);
  const last = entries.at(-1);
  if (!last?.reply?.messages.includes(message)) throw new UserError(NOT_THE_LAST);
  if (last.reply.ending === undefined) throw new UserError(text('redo.complete'));
  const open = { ...openTurn(questionIn(entries)), ...asked, continues: last.id };
  return { open, stop: null };
};

/** The newest entries. Throws while there is a turn to be brought to its end. */
async function lookedAt(store: Store, conversation: Snowflake): Promise<Entry[]> {
  const record = await store.conversation(conversation);
  if (record?.open) throw new UserError(text('redo.stillWriting'));
  return store.newest(conversation, { count: LOOKED_AT });
}

/** Whether a message tells that the last question could not be answered: it stands behind it, and is not remembered. */
async function isFailure(
  store: Store,
  conversation: Snowflake,
  message: Snowflake,
  last: Entry | undefined,
): Promise<boolean> {
  const isBehind = last?.role === 'user' && isAfter(message, last.id);
  return isBehind && (await store.find(conversation, message)) === undefined;
}

/** The last question, behind `before`. */
function questionIn(entries: readonly Entry[], before?: Entry): Snowflake {
  const behind = before ? entries.slice(entries.indexOf(before) + 1) : entries;
  const question = behind.findLast(({ role }) => role === 'user');
  if (question === undefined) throw new UserError(text('redo.questionGone'));
  return question.id;
}

/** What stood in the place of a reply before, oldest first. */
export async function earlierAnswers(
  store: Store,
  conversation: Snowflake,
  message: Snowflake,
): Promise<string[]> {
  // The button is on Discord a moment before the reply is remembered; until then the turn knows.
  const open = (await store.conversation(conversation))?.open;
  const remembered = (await store.find(conversation, message))?.reply?.earlier;
  const earlier = (open?.messages.includes(message) ? open.earlier : remembered) ?? [];
  if (earlier.length === 0) throw new UserError(text('redo.earlierGone'));
  return earlier;
}
