import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Snowflake } from '../../conversation/entry.ts';

/** Milliseconds between two changes of a reply that grows. Discord allows five edits in five seconds. */
const PACE = 1_100;

/** Times that a change is tried when the reply is complete and must be delivered, and milliseconds before the second. */
const TRIES = 5;
const FIRST_WAIT = 1_000;

/** How a message is written, changed and taken back. `C` is its content. */
export interface MessageDoor<C> {
  /**
   * `number` is never the same for two messages of a reply, not even where one of them is gone. `isNew`: it holds this
   * content; false: an earlier attempt had sent it, with whatever it had to say.
   */
  send(number: number, content: C): Promise<{ id: Snowflake; isNew: boolean }>;
  /** `before` is what the message holds so far; undefined where that is not known. */
  edit(message: Snowflake, content: C, before: C | undefined): Promise<unknown>;
  remove(message: Snowflake): Promise<unknown>;
  /** Whether an error says that the message was deleted. */
  isGone(error: unknown): boolean;
  /** Whether trying again may help. */
  mayPass(error: unknown): boolean;
}

/** The messages of one reply on their way to a list of contents that changes. */
export interface GrowingReply<C> {
  /** What is to be seen from now on. Returns at once; what comes in between two changes is merged. */
  show(contents: readonly C[]): void;
  /**
   * Waits until exactly this is seen. Returns the id of each message, undefined where somebody deleted it. Rejects when
   * Discord does not take it.
   */
  finish(contents: readonly C[]): Promise<(Snowflake | undefined)[]>;
  /** Leaves what is seen as it is. */
  leave(): Promise<void>;
  /** What is seen of this reply now. */
  seen(): C[];
}

export interface GrowingReplyOptions {
  /** Is told of a change that did not work while the reply grows. It is not lost: the next one brings its content along. */
  failed: (error: unknown) => void;
  /** Messages whose place the reply takes. */
  instead?: readonly Snowflake[];
  /** Is told of all messages each time that there is one more, before the next change. */
  posted?: (messages: Snowflake[]) => Promise<void>;
  /** Milliseconds between two changes while it grows, and before the second try when it is complete. */
  pace?: number;
  wait?: number;
}

interface Seen<C> {
  id: Snowflake;
  /** Undefined: not known. */
  content: C | undefined;
  /** Somebody deleted it: what it said is not said again. */
  gone?: true;
}

/** One change at a time, the oldest message first, so that what is in full messages is not touched again. */
export function createGrowingReply<C>(
  door: MessageDoor<C>,
  { failed, instead = [], posted, pace = PACE, wait = FIRST_WAIT }: GrowingReplyOptions,
): GrowingReply<C> {
  const seen: Seen<C>[] = instead.map((id) => ({ id, content: undefined }));
  let sent = instead.length;
  const end = new AbortController();
  let wanted: readonly C[] = [];
  let lastChange = -Infinity;
  let working: Promise<void> | undefined;

  /** The next change that brings what is seen closer to what is wanted; undefined when they are the same. */
  function nextChange(): (() => Promise<void>) | undefined {
    const index = wanted.findIndex(
      (content, at) => !seen[at]?.gone && !isDeepStrictEqual(seen[at]?.content, content),
    );
    const content = wanted[index];
    if (content !== undefined) return () => bring(index, content);
    const extra = seen.at(-1);
    if (extra === undefined || seen.length <= wanted.length || !end.signal.aborted) return undefined;
    return () => takeBack(extra);
  }

  async function bring(index: number, content: C): Promise<void> {
    const message = seen[index];
    if (message === undefined) {
      const { id, isNew } = await door.send(sent, content);
      sent += 1;
      seen.push({ id, content: isNew ? content : undefined });
      await posted?.(seen.map((one) => one.id));
    } else {
      await unlessGone(
        message,
        door.edit(message.id, content, message.content).then(() => (message.content = content)),
      );
    }
  }

  async function takeBack(message: Seen<C>): Promise<void> {
    if (!message.gone) await unlessGone(message, door.remove(message.id));
    if (seen.at(-1) === message) seen.pop();
  }

  async function unlessGone(message: Seen<C>, change: Promise<unknown>): Promise<void> {
    try {
      await change;
    } catch (error) {
      if (!door.isGone(error)) throw error;
      // One whose place this reply takes, and which is gone by now, is no place. One of this reply was deleted on purpose.
      if (message.content === undefined) seen.splice(seen.indexOf(message), 1);
      else message.gone = true;
    }
  }

  async function grow(): Promise<void> {
    for (let change = nextChange(); change; change = nextChange()) {
      const pause = Math.max(0, lastChange + pace - performance.now());
      if (pause > 0) await sleep(pause, undefined, { signal: end.signal }).catch(() => {}); // ends early
      if (end.signal.aborted) return;
      try {
        await nextChange()?.();
      } catch (error) {
        failed(error);
      }
      lastChange = performance.now();
    }
  }

  /** Like `grow` without a pace, and not content with less than everything. */
  async function deliver(): Promise<void> {
    let tries = 0;
    for (let change = nextChange(); change; change = nextChange()) {
      try {
        await change();
        tries = 0;
      } catch (error) {
        if (++tries === TRIES || !door.mayPass(error)) throw error;
        failed(error);
        await sleep(wait * 2 ** (tries - 1));
      }
    }
  }

  return {
    seen: () => seen.flatMap(({ content, gone }) => (content === undefined || gone ? [] : [content])),

    show(contents) {
      if (end.signal.aborted) return;
      wanted = contents;
      working ??= grow().finally(() => (working = undefined));
    },

    async leave() {
      end.abort();
      await working;
    },

    async finish(contents) {
      end.abort();
      await working;
      wanted = contents;
      await deliver();
      return seen.map(({ id, gone }) => (gone ? undefined : id));
    },
  };
}
