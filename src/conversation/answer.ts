import { ConversationGone, HandedOver, LeaseLost, Stopped, Undelivered } from '../errors.ts';
import type { AnswerParts } from './answer-parts.ts';
import { ask, type Means } from './ask.ts';
import { coolingDown } from './cooldown.ts';
import { endOtherwise, forget, takeBack, tellUnreadable } from './end.ts';
import type { Finished, Snowflake } from './entry.ts';
import { fileNotes } from './files/file-notes.ts';
import { questionOf } from './knowledge/question.ts';
import { type Held, hold } from './lease.ts';
import { madeOf } from './made.ts';
import { askedIn, requireHarmlessAnswer, requireHarmlessQuestion, unseen } from './moderation.ts';
import { controlsOf, notesOf, PICTURE_LOST } from './notes.ts';
import { permitting } from './permit.ts';
import type { Delivered, Painted, Reply, ReplyTo } from './ports.ts';
import { createProgress, postedBefore } from './progress.ts';
import { readFiles } from './files/read-files.ts';
import { rememberReply, removeMessage } from './remember.ts';
import { withRecordings } from './files/contents.ts';
import { shows } from './speech.ts';
import { thriftNotes } from './spending/economise.ts';
import { spenderOf, spendFor } from './spending/spending.ts';
import type { Lease } from '../store/store.ts';
import { contextOf, readTurn, type Turn } from './turn.ts';

/** Milliseconds after which to look again at a conversation in which another process answers. */
const TAKEN_WAIT = 1_000;

/** Milliseconds after which to ask Discord again what is to be seen. */
const DISCORD_WAIT = 5_000;

/**
 * One turn: answers what is not answered yet in a conversation. Returns the milliseconds after which something is to be
 * done there again; undefined: nothing is. Never rejects.
 */
export function createAnswer(parts: AnswerParts) {
  return async function answer(id: Snowflake, signal: AbortSignal): Promise<number | undefined> {
    const begun = new Set<Snowflake>();
    try {
      return await parts.outage.patiently(() => attempt({ ...parts, begun }, id, signal), {
        signal,
        conversation: id,
      });
    } catch (error) {
      if (!signal.aborted) await tellUnreadable(parts, id, error);
      return undefined;
    }
  };
}

async function attempt(parts: AnswerParts, id: Snowflake, stop: AbortSignal): Promise<number | undefined> {
  const { store, threads, owner } = parts;
  const held = await hold(store, id, owner, (one) => endIfStopped(parts, id, one));
  if (held === undefined) return TAKEN_WAIT;
  const signal = AbortSignal.any([stop, held.signal]);
  try {
    const turn = await threads.whenChecked(id, held.lease, () => readTurn(parts, id));
    if (turn === undefined) return undefined;
    if ('wait' in turn) return await coolingDown(parts, id, turn);
    return await (turn.question === undefined
      ? takeBack(parts, id, turn, held)
      : take(parts, id, turn, held, signal));
  } catch (error) {
    if (error instanceof LeaseLost) return TAKEN_WAIT;
    if (error instanceof Undelivered) return DISCORD_WAIT;
    if (!(error instanceof ConversationGone)) throw error;
    await forget(parts, id);
    return undefined;
  } finally {
    await held.release();
  }
}

/** The way of one turn, from the question to the reply that is remembered. */
async function take(
  parts: AnswerParts,
  id: Snowflake,
  turn: Turn,
  held: Held,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { answering, outage, replies, titles } = parts;
  const { question, open } = turn;
  const progress = createProgress(parts, id, open, held);
  if (turn.onRecord) open.messages = await postedBefore(parts, id, open);
  await progress.begin();
  const reply = replies.open(id, replyTo(turn, progress.posted));
  answering.set(id, question.id);
  try {
    reply.working();
    const painted: Painted[] = [];
    const permit = permitting(parts, id, turn, reply, held.lease, signal);
    const said = open.said ?? (await say(parts, id, turn, { reply, painted, permit }, held.lease, signal));
    await progress.said(said);
    const messages = await deliver(reply, said, painted, open.earlier);
    const delivered = messages.filter((one) => one !== undefined);
    answering.delete(id); // there is nothing left to stop
    requireWanted(signal);
    const toRemember = () => rememberReply(parts, id, turn, said, messages, held.lease);
    await outage.patiently(toRemember, { signal, conversation: id });
    if (delivered.length > 0) titles.after(id, turn, said.text);
    await catchUpWith(parts, id, turn, said, delivered);
    return turn.more || turn.onRecord ? 0 : undefined;
  } catch (error) {
    return await endOtherwise(parts, id, turn, reply, held, signal, error);
  } finally {
    answering.delete(id);
  }
}

/** The answer, with all that is told below it. */
async function say(
  parts: AnswerParts,
  id: Snowflake,
  asked: Turn,
  means: Means,
  lease: Lease,
  signal: AbortSignal,
): Promise<Finished> {
  await requireHarmlessQuestion(parts.moderator, asked.settings, askedIn(asked), signal);
  const settings = await parts.spending.thrifty(spenderOf(asked), asked.settings);
  const turn = await readFiles(parts, id, { ...asked, settings }, means.reply, lease, signal);
  const { guild } = turn.conversation;
  const spend = spendFor(parts.spending, turn);
  const copies = await parts.store.copies(id, turn.entries);
  const [examples, passages] = await Promise.all([
    parts.examples.of(guild),
    parts.knowledge.lookUp(guild, questionOf(withRecordings(turn.entries, copies)), signal, spend),
  ]);
  const context = contextOf(turn, parts.me().name, parts.tokensOf, { copies, examples, passages });
  const words = await ask(parts, id, unseen(parts.moderator, turn), context, means, signal);
  await requireHarmlessAnswer(parts.moderator, turn.settings, words.text, signal);
  const { text, ending, blind } = words;
  if (blind && !turn.conversation.toldBlind) await parts.store.update(id, { toldBlind: true }, lease);
  const notes = [
    ...fileNotes(turn, copies),
    ...thriftNotes(asked.settings, settings),
    ...notesOf(turn, context, words),
  ];
  // What is left out only until a budget begins anew stays in the conversation.
  const isThrifty = settings.contextTokens < asked.settings.contextTokens;
  const painted = means.painted.map(({ prompt }) => shows(prompt));
  return {
    text,
    notes,
    floor: isThrifty ? turn.conversation.floor : context.floor,
    made: madeOf(turn, context, words, parts.spending.costOf),
    ...(ending && { ending }),
    ...(painted.length > 0 && { painted }),
  };
}

/** Pictures that another process painted are on Discord already, or lost. */
function deliver(
  reply: Reply,
  { text, notes, ending, painted: told = [] }: Finished,
  painted: Painted[],
  earlier: readonly string[],
): ReturnType<Reply['finish']> {
  const controls = controlsOf(ending, earlier);
  if (painted.length === told.length) return reply.finish(text, notes, controls, painted);
  return reply.finish(text, [...notes, PICTURE_LOST], controls, 'as they are');
}

/** Throws where nobody wants the answer any more. One that was only to stop there, or to end elsewhere, is complete now. */
function requireWanted({ aborted, reason }: AbortSignal): void {
  if (aborted && !(reason instanceof Stopped || reason instanceof HandedOver)) throw reason;
}

function replyTo(
  { conversation, settings, question, continues, open }: Turn,
  posted: ReplyTo['posted'],
): ReplyTo {
  return {
    message: question.id,
    author: question.author.id,
    inline: conversation.guild !== null && conversation.parent === null,
    attempt: open.attempt,
    instead: open.messages,
    before: continues?.text ?? '',
    longReplies: settings.longReplies,
    language: settings.language,
    ...(posted && { posted }),
  };
}

/** What people did to the question or to the reply just before it was remembered. */
async function catchUpWith(
  { store, tokensOf, replies, deleted }: AnswerParts,
  id: Snowflake,
  { question, settings, open }: Turn,
  { ending }: Finished,
  delivered: readonly Delivered[],
): Promise<void> {
  for (const message of delivered.filter((one) => deleted.has(one.id)))
    await removeMessage(store, id, message.id, tokensOf(settings.model));
  const now = await store.find(id, question.id);
  const last = delivered.at(-1);
  if (last && now && now.text !== question.text)
    await replies.offer(
      id,
      last.id,
      [...controlsOf(ending, open.earlier), 'question edited'],
      settings.language,
    );
}

/** Whoever stops an answer may have told another process. */
async function endIfStopped({ store }: AnswerParts, id: Snowflake, held: Held): Promise<void> {
  const record = await store.conversation(id);
  if (record?.stop && record.stop === record.open?.question) held.end(new Stopped());
}
