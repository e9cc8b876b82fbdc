import { Forgotten } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Snowflake } from './entry.ts';
import type { ThreadNames, TitleModel } from './ports.ts';
import { type Spending, spendFor } from './spending/spending.ts';
import type { Turn } from './turn.ts';

/** Milliseconds for all of it. Nobody waits for a title. */
const TITLE_TIMEOUT = 30_000;

/** Titles that are asked for at once, in one process. Beyond that threads keep their first names. */
const TITLES_AT_ONCE = 50;

/** Better names for new threads: what their conversations are about. */
export interface Titles {
  /** Begins to look for a title, where an answer was the first in a new thread. Returns at once. */
  after(conversation: Snowflake, turn: Turn, answer: string): void;
  /** A conversation is to be forgotten: it gets no title. */
  cancel(conversation: Snowflake): void;
  /** Waits for the titles that are being looked for, and gives them up after this many milliseconds. */
  drain(patience: number): Promise<void>;
}

interface TitleParts {
  model: TitleModel;
  names: ThreadNames;
  spending: Pick<Spending, 'by'>;
  log: Log;
  now: () => number;
}

/** A title is tried once: the record forgets the thread's first name with the first answer (see `rememberReply`). */
export function createTitles({ model, names, spending, log, now }: TitleParts): Titles {
  const running = new Set<Promise<void>>();
  const stop = new AbortController();
  const cancelled = new Map<Snowflake, AbortController>();

  async function give(id: Snowflake, first: string, turn: Turn, answer: string): Promise<void> {
    const cancel = new AbortController();
    cancelled.set(id, cancel);
    const { settings, entries } = turn;
    const started = now();
    const signal = AbortSignal.any([stop.signal, cancel.signal, AbortSignal.timeout(TITLE_TIMEOUT)]);
    const asked = entries.filter(({ role }) => role === 'user').map(({ text }) => text);
    try {
      const { title, usage } = await model.title({
        model: settings.model,
        question: asked.join('\n\n'),
        answer,
        signal,
        spend: spendFor(spending, turn),
      });
      const renamed = await names.change(id, first, title, signal);
      const about = { conversation: id, model: settings.model, ms: now() - started, tokens: usage };
      log.info(about, renamed ? 'thread got its title' : 'thread keeps its name');
    } catch (error) {
      log.warn({ err: error, conversation: id, model: settings.model }, 'no title for a thread');
    } finally {
      if (cancelled.get(id) === cancel) cancelled.delete(id);
    }
  }

  return {
    after(id, turn, answer) {
      const { title } = turn.conversation;
      if (title === null || turn.settings.titles === 'off' || running.size >= TITLES_AT_ONCE) return;
      const done = give(id, title, turn, answer).finally(() => running.delete(done));
      running.add(done);
    },

    cancel: (id) => cancelled.get(id)?.abort(new Forgotten('the conversation is to be forgotten')),

    async drain(patience) {
      const late = setTimeout(() => stop.abort(new Error('Bobbin is stopping')), patience);
      await Promise.all(running);
      clearTimeout(late);
    },
  };
}
