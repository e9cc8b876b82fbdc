import type { APIMessage, APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { textOf } from '../components.ts';
import type { Interaction } from '../interactions.ts';
import { waitFor } from '../wait.ts';
import type { ChannelRef, Me } from './me.ts';
import type { Use } from './uses.ts';

/** Text that is in the message, a pattern, or anything about it. */
export type Wanted = string | RegExp | ((message: APIMessage) => boolean);

/** Waiting for what is on the screen. All fail after a deadline with what was there instead. */
export interface Sees {
  /** What this person sees in a channel now, oldest first. */
  messages(channel: ChannelRef): APIMessage[];
  /** Waits for a message; of several the newest. */
  sees(channel: ChannelRef, wanted: Wanted, timeoutMs?: number): Promise<APIMessage>;
  /** Waits for a modal that is not sent yet; of several the newest. */
  seesModal(timeoutMs?: number): Promise<APIModalInteractionResponseCallbackData>;
  /** Waits for "The application did not respond". */
  seesFailure(use: Use, timeoutMs?: number): Promise<void>;
  /** Waits until the bot has answered what this person used. */
  seesAnswer(use: Use, timeoutMs?: number): Promise<void>;
  waitFor<T>(what: string, check: () => T | undefined | false | null, timeoutMs?: number): Promise<T>;
}

export function createSees(me: Me): Sees {
  const { world, user } = me;
  const uses = (): Interaction[] =>
    [...world.interactions.values()].filter(({ person }) => person === user.id);
  const around = (): string => [...uses().slice(-5).map(lookOfUse), ...lookOfErrors(me)].join('\n');
  const wait = async <T>(
    what: string,
    check: () => T | undefined | false | null,
    timeoutMs?: number,
    seen = around,
  ): Promise<T> => waitFor(world, `${user.global_name} ${what}`, check, { timeoutMs, seen });

  const settled = async (use: Use, timeoutMs?: number): Promise<'answered' | 'failed'> =>
    wait(
      'sees what came of it',
      () => {
        const found = uses().find(({ id }) => id === use.interaction);
        return found && found.state !== 'waiting' && found.state;
      },
      timeoutMs,
    );

  return {
    messages: (channel) => me.visible(channel),

    sees: async (channel, wanted, timeoutMs) =>
      wait(
        `sees ${describe(wanted)}`,
        () => me.visible(channel).findLast(matches(wanted)),
        timeoutMs,
        () => [...me.visible(channel).slice(-8).map(lookOf), around()].join('\n'),
      ),

    seesModal: async (timeoutMs) =>
      wait('sees a modal', () => uses().findLast(({ modal, sent }) => modal && !sent)?.modal, timeoutMs),

    async seesFailure(use, timeoutMs) {
      if ((await settled(use, timeoutMs)) === 'answered') throw new Error('The application responded.');
    },

    async seesAnswer(use, timeoutMs) {
      if ((await settled(use, timeoutMs)) === 'failed') throw new Error('The application did not respond.');
    },

    waitFor: wait,
  };
}

/** All text that a message shows: its own, its embeds', its components'. */
export const shownText = ({ content, embeds, components = [] }: APIMessage): string =>
  [
    content,
    ...embeds.flatMap(({ title, description, fields = [], footer }) => [
      title,
      description,
      ...fields.flatMap(({ name, value }) => [name, value]),
      footer?.text,
    ]),
    ...components.map(textOf),
  ]
    .filter(Boolean)
    .join('\n');

const matches =
  (wanted: Wanted) =>
  (message: APIMessage): boolean => {
    if (typeof wanted === 'function') return wanted(message);
    const text = shownText(message);
    return typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
  };

const describe = (wanted: Wanted): string =>
  typeof wanted === 'string'
    ? JSON.stringify(wanted)
    : typeof wanted === 'function'
      ? 'a certain message'
      : String(wanted);

const lookOf = (message: APIMessage): string => {
  const { author, type, flags = 0 } = message;
  const text = JSON.stringify(shownText(message).slice(0, 300));
  return `  ${author.username} (type ${type.toString()}, flags ${flags.toString()}): ${text}`;
};

const lookOfUse = ({ title, state, answer }: Interaction): string =>
  `  ${title}: ${state}${answer === undefined ? '' : `, answered with type ${answer.toString()}`}`;

const lookOfErrors = ({ journal }: Me): string[] =>
  journal.requests
    .filter(({ status = 0 }) => status >= 400)
    .slice(-5)
    .map(
      ({ method, path, status, response }) => `  ${method} ${path}: ${status} ${JSON.stringify(response)}`,
    );
