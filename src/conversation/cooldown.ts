import { type Text, text } from '../language/language.ts';
import type { Settings } from '../settings/schema.ts';
import type { Store } from '../store/store.ts';
import type { AnswerParts } from './answer-parts.ts';
import type { Snowflake } from './entry.ts';
import type { Later } from './next-question.ts';
import { placeIn } from './turn.ts';

/** Milliseconds of a wait that people are told of: a shorter one is hardly noticed. */
const TELL_WAIT = 3_000;

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
  { store, settings, replies, now }: Pick<AnswerParts, 'store' | 'settings' | 'replies' | 'now'>,
  id: Snowflake,
  { person, wait }: Later,
): Promise<number> {
  const conversation = await store.conversation(id);
  if (wait < TELL_WAIT || !conversation?.guild) return wait;
  const isTold = (await store.mark(conversation.guild, `waits:${person}`, wait)) > 0;
  if (isTold) return wait;
  const { cooldown } = (await settings.of(placeIn(id, conversation))).settings;
  await replies.notice(id, cooldownText('cooldown.later', wait, { cooldown }, now()));
  return wait;
}

/** A sentence that says when a cooldown is over. */
export function cooldownText(
  key: 'cooldown.later' | 'cooldown.wait',
  wait: number,
  { cooldown }: Pick<Settings, 'cooldown'>,
  now: number,
): Text {
  return text(key, { when: `<t:${Math.ceil((now + wait) / 1_000)}:R>`, seconds: cooldown });
}
