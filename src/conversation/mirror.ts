import {
  type Conversation,
  type Entry,
  isAfter,
  openTurn,
  type OpenTurn,
  pad,
  type Said,
  type Snowflake,
} from './entry.ts';
import { earlierThan } from './redo.ts';
import { saysSame } from './remember.ts';

// Memory mirrors the thread: what has to be changed in one so that it says what the other shows. All of it is pure.

/** A message as it stands in a thread now. */
export interface Seen {
  said: Said;
  /**
   * A person's; an answer of Bobbin's, complete or not; its word that it failed; its promise to answer later; anything
   * else that it says.
   */
  kind: 'person' | 'answer' | 'growing' | 'failure' | 'promise' | 'notice';
}

export interface Differences {
  /** Messages that are gone. */
  removed: Snowflake[];
  /** Messages of people that say something else now. */
  edited: Said[];
  /** Messages of people that are not known, oldest first. */
  added: Said[];
}

/**
 * What differs between the newest entries of a conversation and the newest messages of its thread, both oldest first.
 * `from`: the oldest message that would have been seen ('': the whole thread was read).
 */
export function differences(
  entries: readonly Entry[],
  seen: readonly Seen[],
  from: Snowflake,
  answeredThrough: Snowflake | null,
): Differences {
  const shown = new Map(seen.map((one) => [one.said.id, one]));
  const known = new Map(entries.flatMap((entry) => messagesOf(entry).map((id) => [id, entry] as const)));
  // What is older than all that is remembered was forgotten, or was said before Bobbin listened.
  const since = entries[0]?.id ?? answeredThrough;
  const people = seen.filter(({ kind }) => kind === 'person').map(({ said }) => said);
  return {
    removed: [...known.keys()].filter((id) => pad(id) >= pad(from) && !shown.has(id)),
    edited: people.filter((said) => {
      const entry = known.get(said.id);
      return entry !== undefined && !saysSame(entry, said);
    }),
    added: people.filter(({ id }) => !known.has(id) && isAfter(id, since)),
  };
}

function messagesOf({ id, reply }: Entry): Snowflake[] {
  return reply ? reply.messages : [id];
}

/** A conversation as it can be told from its thread, where nothing of it is remembered any more. */
export interface Rebuilt {
  said: Said[];
  record: Pick<Conversation, 'answeredThrough' | 'open'>;
}

/** Reads a conversation back from all that its thread shows, oldest first. */
export function rebuild(seen: readonly Seen[]): Rebuilt {
  const said: Said[] = [];
  let answeredThrough: Snowflake | null = null;
  let open: OpenTurn | null = null;
  for (const run of runsOf(seen)) {
    const [first] = run;
    const question = said.findLast(({ role }) => role === 'user')?.id;
    if (first?.kind === 'person') said.push(...run.map((one) => one.said));
    else if (first && question) {
      const answers = run.filter(({ kind }) => kind === 'answer' || kind === 'growing');
      const messages = answers.map((one) => one.said.id);
      const isOpen = answers.some(({ kind }) => kind === 'growing');
      open = isOpen ? openTurn(question, messages) : null;
      if (!isOpen && answers.length > 0) said.push(replyOf(answers, question));
      const isAnswered = run.some(({ kind }) => kind === 'answer' || kind === 'failure');
      if (!isOpen && isAnswered) answeredThrough = question;
    }
  }
  return { said, record: { answeredThrough, open } };
}

/**
 * A turn that was begun, of which nothing is remembered: a store that lost its last moments lost it, too. Null: there is
 * none. A reply that grows is always one: nobody else would bring it to its end.
 */
export function lostTurn(
  entries: readonly Entry[],
  seen: readonly Seen[],
  answeredThrough: Snowflake | null,
): OpenTurn | null {
  const known = new Map(entries.flatMap((entry) => messagesOf(entry).map((id) => [id, entry] as const)));
  let question: Snowflake | undefined;
  for (const { kind, said } of seen) {
    if (kind === 'person' && isAfter(said.id, answeredThrough)) question = said.id;
    const isAnswer = kind === 'answer' || kind === 'growing';
    if (question !== undefined && isAnswer && !known.has(said.id)) return openTurn(question, [said.id]);
  }
  const half = seen.find(({ kind }) => kind === 'growing')?.said.id;
  return half === undefined ? null : lostRedo(half, known.get(half), entries.at(-1));
}

/** Somebody had asked for what grows in `half`: for another answer in the place of this one, or to go on with the last. */
function lostRedo(half: Snowflake, replaced: Entry | undefined, last: Entry | undefined): OpenTurn {
  if (replaced?.reply) {
    const { answers, messages } = replaced.reply;
    return { ...openTurn(answers, messages), attempt: half, earlier: earlierThan(replaced) };
  }
  if (last?.reply?.ending)
    return { ...openTurn(last.reply.answers, [half]), attempt: half, continues: last.id };
  // Nobody knows what it was to answer: without a question it is taken back.
  return openTurn(half, [half]);
}

/** Whether people were told that they will be answered later, and were not yet. */
export function isPromised(seen: readonly Seen[]): boolean {
  const told = seen.findLastIndex(({ kind }) => kind === 'promise');
  return told > seen.findLastIndex(({ kind }) => kind === 'answer' || kind === 'failure');
}

/** Messages in a row that are all people's, or all Bobbin's. */
function runsOf(seen: readonly Seen[]): Seen[][] {
  const runs: Seen[][] = [];
  for (const one of seen) {
    const run = runs.at(-1);
    if (run?.[0] && (run[0].kind === 'person') === (one.kind === 'person')) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

function replyOf(run: readonly Seen[], answers: Snowflake): Said {
  const [first] = run;
  if (first === undefined) throw new Error('a reply has a message');
  const pieces = run.map(({ said }) => said.text);
  const messages = run.map(({ said }) => said.id);
  const reply = { messages, answers, ...(pieces.length > 1 && { pieces }) };
  return { ...first.said, text: pieces.join('\n\n'), reply };
}
