import { type Channel, type Client, type GuildTextBasedChannel, SnowflakeUtil } from 'discord.js';
import { byAge, isAfter, type Snowflake } from '../../conversation/entry.ts';
import type { Lanes } from '../../conversation/lanes.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import type { Hear } from './hear.ts';
import { isFromPerson, isOwnThread } from './heard.ts';
import { missing } from '../permissions.ts';

/** Conversations that are looked at, and milliseconds since something was last said in them. */
const MOST_CONVERSATIONS = 500;
const ACTIVE = 7 * 86_400_000;

/** Other channels that are looked at, one request each, and messages that are read of each. */
const MOST_CHANNELS = 50;
const MESSAGES = 50;

interface CatchUpParts {
  store: Store;
  lanes: Lanes;
  hear: Hear;
  /** Milliseconds after which a message that Bobbin missed is no longer answered. */
  worthAnswering: number;
  log: Log;
  now: () => number;
}

/**
 * After events may have been lost: takes up the turns that are open, and what was said meanwhile, the newest first.
 * Conversations are woken, and look at their threads themselves; mentions elsewhere are looked for here. Never rejects.
 */
export type CatchUp = () => Promise<void>;

/** Catches up once at a time; what is lost meanwhile is caught up with afterwards. */
export function createCatchUp(client: Client<true>, parts: CatchUpParts): CatchUp {
  let running: Promise<void> | undefined;
  let again = false;

  async function run(): Promise<void> {
    do {
      again = false;
      await catchUp(client, parts);
    } while (again);
    running = undefined;
  }

  return () => {
    again = true;
    return (running ??= run());
  };
}

async function catchUp(client: Client<true>, parts: CatchUpParts): Promise<void> {
  const { log } = parts;
  try {
    const known = await wakeKnown(client, parts);
    const channels = await hearElsewhere(client, known, parts);
    log.info({ conversations: known.size, channels }, 'caught up');
  } catch (error) {
    log.error({ err: error }, 'could not catch up');
  }
}

/** Wakes the conversations in which something is open, or was said. Returns all that were active. */
async function wakeKnown(client: Client<true>, { store, lanes, now }: CatchUpParts): Promise<Set<Snowflake>> {
  const active = await store.active(now() - ACTIVE, MOST_CONVERSATIONS);
  for (const id of active) {
    const record = await store.conversation(id);
    const [last] = await store.newest(id, { count: 1 });
    if (record === undefined) continue;
    const isDue = last?.role === 'user' && isAfter(last.id, record.answeredThrough);
    const newest = newestIn(client.channels.cache.get(id));
    const isBehind =
      newest !== undefined && isAfter(newest, last?.reply?.messages.at(-1) ?? last?.id ?? null);
    // Of a DM, Discord does not tell what its newest message is.
    if (record.open || isDue || isBehind || record.guild === null) lanes.wake(id, record.guild ?? id);
  }
  return new Set(active);
}

/** Looks for messages to Bobbin where it did not listen, or does not remember that it did. */
async function hearElsewhere(
  client: Client<true>,
  known: ReadonlySet<Snowflake>,
  { lanes, hear, log, now, worthAnswering }: CatchUpParts,
): Promise<number> {
  const since = now() - worthAnswering;
  const channels = [...client.channels.cache.values()]
    .filter((channel) => isFresh(channel, since))
    .filter(
      (channel) =>
        !known.has(channel.id) && missing(channel, ['ViewChannel', 'ReadMessageHistory']).length === 0,
    )
    .toSorted((a, b) => byAge(newestIn(b) ?? '', newestIn(a) ?? ''))
    .slice(0, MOST_CHANNELS);
  for (const channel of channels) {
    if (isOwnThread(channel)) {
      lanes.wake(channel.id, channel.guildId);
      continue;
    }
    try {
      const messages = await channel.messages.fetch({ limit: MESSAGES, cache: false });
      const missed = [...messages.values()].filter(
        (message) => isFromPerson(message) && message.createdTimestamp >= since,
      );
      for (const message of missed.toReversed()) await hear(message);
    } catch (error) {
      log.warn({ err: error, channel: channel.id }, 'a channel could not be read');
    }
  }
  return channels.length;
}

function isFresh(channel: Channel, since: number): channel is GuildTextBasedChannel {
  const newest = newestIn(channel);
  return newest !== undefined && !channel.isDMBased() && SnowflakeUtil.timestampFrom(newest) >= since;
}

function newestIn(channel: Channel | undefined): Snowflake | undefined {
  return (channel?.isTextBased() && channel.lastMessageId) || undefined;
}
