import type { APIUser } from 'discord-api-types/v10';
import { createMe } from './discord/client/me.ts';
import { createSees } from './discord/client/sees.ts';
import type { Sees } from './discord/client/sees.ts';
import { createUses } from './discord/client/uses.ts';
import type { Uses } from './discord/client/uses.ts';
import { createWrites } from './discord/client/writes.ts';
import type { Writes } from './discord/client/writes.ts';
import type { Journal } from './discord/journal.ts';
import type { World } from './discord/world.ts';

export { shownText } from './discord/client/sees.ts';

/** Somebody who uses Discord's client. What the client or Discord would refuse throws, with one sentence. */
export interface Person extends Writes, Uses, Sees {
  readonly user: APIUser;
  /** How to mention this person. */
  readonly mention: string;
}

/** A driver for one person. */
export function createPerson(world: World, user: APIUser, journal: Journal): Person {
  const me = createMe(world, user, journal);
  return { user, mention: `<@${user.id}>`, ...createWrites(me), ...createUses(me), ...createSees(me) };
}
