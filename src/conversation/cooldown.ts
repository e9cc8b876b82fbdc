import { type Text, text } from '../language/language.ts';
import type { Settings } from '../settings/schema.ts';
import type { Store } from '../store/store.ts';
import type { Snowflake } from './entry.ts';
import type { Replies } from './ports.ts';

/** Milliseconds of a wait that people are told of: a shorter one is hardly noticed. */
const TELL_WAIT = 3_000;

/** Nobody may be answered yet: whose turn it is first, and in how many milliseconds. */
export interface Later {
  guild: Snowflake | null;
  person: Snowflake;
  wait: number;
  settings: Pick<Settings, 'cooldown' | 'language'>;
}

/** Begins the cooldown of somebody on a server. Milliseconds for which it goes on still; 0: it has just begun. */
export async function coolDown(
  store: Pick<Store, 'mark'>,
  guild: Snowflake | null,
  person: Snowflake,
  { cooldown }: Pick<Settings, 'cooldown'>,
): Promise<number> {
  return guild === null || cooldown === 0 ? 0 : store.mark(guild, `asked:${person}`, cooldown * 1_000);
}

/** Nobody may be answered for so many milliseconds, which are returned. Where they are many, people are told once. */
export async function coolingDown(
  {
    store,
    replies,
    now,
  }: { store: Pick<Store, 'mark'>; replies: Pick<Replies, 'notice'>; now: () => number },
  conversation: Snowflake,
  { guild, person, wait, settings }: Later,
): Promise<number> {
  if (wait < TELL_WAIT || guild === null) return wait;
  if ((await store.mark(guild, `waits:${person}:${conversation}`, wait)) > 0) return wait;
  const sentence = cooldownText('cooldown.later', wait, settings, now());
  await replies.notice(conversation, sentence, settings.language);
  return wait;
}

/** A sentence that says when a cooldown is over. */
export function cooldownText(
  key: 'cooldown.later' | 'cooldown.wait',
  wait: number,
  { cooldown }: Pick<Settings, 'cooldown'>,
  now: number,
): Text {
  return text(key, { when: `<t:${Math.ceil((now + wait) / 1_000)}:R>`, every: every(cooldown) });
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** How often that is, in the largest unit of which there is a whole number. */
function every(seconds: number): Text {
  if (seconds % HOUR === 0) return text('cooldown.every', { unit: 'hours', count: seconds / HOUR });
  if (seconds % MINUTE === 0) return text('cooldown.every', { unit: 'minutes', count: seconds / MINUTE });
  return text('cooldown.every', { unit: 'seconds', count: seconds });
}
