import { type Client, Events, type Guild } from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { DIRECT } from '../store/usage.ts';

/** Milliseconds after which what is kept of a server is forgotten that Bobbin was removed from. */
const GRACE = 7 * 86_400_000;

interface LeftParts {
  store: Pick<Store, 'people' | 'usage' | 'wishes'>;
  log: Log;
  now: () => number;
}

/**
 * Notes from which servers Bobbin is removed, and to which it comes back in time. Returns what notices the same after it
 * was away.
 */
export function watchServers(client: Client<true>, { store, log, now }: LeftParts): () => Promise<void> {
  async function left(guild: Snowflake): Promise<void> {
    await store.wishes.addPending({ person: null, guild, due: now() + GRACE });
    log.info(
      { guild, days: GRACE / 86_400_000 },
      'removed from a server: what is kept of it will be forgotten',
    );
  }

  /** Invited in time, also where that is noticed later. (What somebody wants to be forgotten is due at once.) */
  async function back({ id: guild, joinedTimestamp }: Guild): Promise<void> {
    const isLeft = (await store.wishes.pending()).some(
      (one) => one.person === null && one.guild === guild && one.due > joinedTimestamp,
    );
    if (isLeft) await store.wishes.removePending({ person: null, guild });
  }

  const noted = (work: Promise<void>, { id }: Guild) =>
    void work.catch((error: unknown) =>
      log.warn({ err: error, guild: id }, 'what became of a server is noticed with the next sweep'),
    );
  // It is not emitted for servers that are only unavailable.
  client.on(Events.GuildDelete, (guild) => noted(left(guild.id), guild));
  client.on(Events.GuildCreate, (guild) => noted(back(guild), guild));

  return async () => {
    const known = new Set((await store.wishes.pending()).map(({ guild }) => guild));
    const payers = (await store.usage.payers()).filter((payer) => payer !== DIRECT);
    for (const guild of new Set([...(await store.people.servers()), ...payers])) {
      const here = client.guilds.cache.get(guild);
      if (here && known.has(guild)) await back(here);
      if (!here && !known.has(guild)) await left(guild);
    }
  };
}
