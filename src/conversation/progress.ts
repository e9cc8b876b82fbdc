import { LeaseLost } from '../errors.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Finished, OpenTurn, Snowflake } from './entry.ts';
import type { Held } from './lease.ts';

/** How far a turn is, on record: from there any process can bring it to its end. */
export interface Progress {
  /** Comes before anything is posted. Rejects where it can't be recorded. */
  begin(): Promise<void>;
  /** These are the messages of the reply by now. */
  posted: (messages: Snowflake[]) => Promise<void>;
  /** The model need not be asked once more. Throws a LeaseLost where another process brings the turn to its end. */
  said(said: Finished): Promise<void>;
}

/** Keeps the record of a turn that is under way, and `open` with it. */
export function createProgress(
  { store, log }: Pick<AnswerParts, 'store' | 'log'>,
  id: Snowflake,
  open: OpenTurn,
  held: Held,
): Progress {
  const record = () => store.update(id, { open }, held.lease);

  /** People need not wait until it works: another attempt would find on Discord how far this one was. */
  async function tryToRecord(): Promise<void> {
    try {
      await record();
    } catch (error) {
      if (error instanceof LeaseLost) held.end(error);
      else log.warn({ err: error, conversation: id }, 'how far a turn is could not be recorded');
    }
  }

  return {
    begin: record,

    async posted(messages) {
      open.messages = messages;
      await tryToRecord();
    },

    async said(said) {
      open.said = said;
      await tryToRecord();
      if (held.signal.reason instanceof LeaseLost) throw held.signal.reason;
    },
  };
}

/** The messages that a turn has which somebody else began. */
export function postedBefore(
  { store, replies }: Pick<AnswerParts, 'store' | 'replies'>,
  id: Snowflake,
  open: OpenTurn,
): Promise<Snowflake[]> {
  return replies.postedIn(id, open, async (message) => (await store.find(id, message)) !== undefined);
}
