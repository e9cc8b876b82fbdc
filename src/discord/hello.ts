import { ChannelType, type Client, Events, type Guild, type TextChannel } from 'discord.js';
import { say, text } from '../language/language.ts';
import type { Log } from '../log.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { again } from './again.ts';
import { findLocale } from './locale.ts';
import { missing, WRITE_IN_CHANNEL } from './permissions.ts';

/** Milliseconds after it joined a server in which Bobbin still says hello, where it was away. */
const NEWCOMER = 86_400_000;

interface HelloParts {
  store: Pick<Store, 'mark'>;
  settings: SettingsKeeper;
  log: Log;
  now: () => number;
}

/** Says hello on each server that Bobbin joins, once, and on those that it joined lately while it was away. */
export function sayHello(client: Client<true>, parts: HelloParts): void {
  const greet = (guild: Guild) =>
    hello(guild, parts).catch((error: unknown) =>
      parts.log.warn({ err: error, guild: guild.id }, 'could not say hello'),
    );
  client.on(Events.GuildCreate, (guild) => void greet(guild));
  for (const guild of client.guilds.cache.values()) void greet(guild);
}

async function hello(guild: Guild, { store, settings, log, now }: HelloParts): Promise<void> {
  const { id, client, joinedTimestamp: joined } = guild;
  if (!guild.available || now() - joined > NEWCOMER) return;
  const channel = placeFor(guild);
  if (channel === undefined) return log.info({ guild: id }, 'nowhere to say hello');
  // Whoever invites Bobbin once more is greeted once more.
  if ((await store.mark(id, `hello:${joined}`, 2 * NEWCOMER)) > 0) return;
  const sentence = text('hello.text', { name: client.user.displayName });
  const content = say(await findLocale(channel, settings), sentence);
  await again(() => channel.send({ content, nonce: `hello:${id}`, enforceNonce: true }));
}

/** Where Discord itself greets people, or else the first channel of those that Bobbin may write in. */
function placeFor({ systemChannel, channels }: Guild): TextChannel | undefined {
  const byPosition = [...channels.cache.values()]
    .filter((channel): channel is TextChannel => channel.type === ChannelType.GuildText)
    .toSorted((a, b) => a.rawPosition - b.rawPosition);
  return [...(systemChannel ? [systemChannel] : []), ...byPosition].find(
    (channel) => missing(channel, WRITE_IN_CHANNEL).length === 0,
  );
}
