import type { Snowflake } from '../../conversation/entry.ts';
import { monthOf, type Payer, type UsageCall } from '../usage.ts';

/*
 * The keys. All of one conversation share a hash tag, and so a node of a cluster, as do all of a server.
 *
 *   bobbin:{<conversation>}:order     sorted set  positions (see positionOf) at score 0, so sorted as text: a score
 *                                                 is a double and would round a snowflake
 *   bobbin:{<conversation>}:entries   hash        position → entry, in lines (see rows.ts)
 *   bobbin:{<conversation>}:index     hash        message → position of its entry; a reply has several messages
 *   bobbin:{<conversation>}:record    hash        field of Conversation → JSON; `known` is always there
 *   bobbin:{<conversation>}:copies    hash        entry, slash, attachment → its copy; `bytes` → of all of them
 *   bobbin:{<conversation>}:copied    sorted set  the same entries and attachments at score 0, so that the oldest and
 *                                                 those of one entry are found
 *   bobbin:{<conversation>}:people    set         who wrote, or is mentioned, in it
 *   bobbin:{<conversation>}:lease     hash        owner, until (milliseconds since 1970 on the server's clock) and
 *                                                 fence, which stays for a day so that it grows
 *   bobbin:{<guild>}:settings         hash        scope → version, line break, values as JSON
 *   bobbin:{<guild>}:history          list        changes of settings, the newest first: person ('' where forgotten), time,
 *                                                 scope, version, values before and after as JSON, in lines
 *   bobbin:{<person>}:changed         set         servers on which this person changed settings
 *   bobbin:{<hash>}:pictures:<day>    string      how many were painted on that day; goes two days later. The keyed hash is of
 *                                                 the server, or of the person in direct messages
 *   bobbin:{<guild>}:mark:<hash>      string      empty; ends by itself. The name says who did what: only its keyed hash is kept
 *   bobbin:{<guild>}:conversations    sorted set  its conversations at the time at which they were used last; <guild> is
 *                                                 `dm` for direct messages
 *   bobbin:{<channel>}:threads        set         its threads in which there are conversations
 *   bobbin:{<person>}:in              set         conversations in which something is theirs, or has their id
 *   bobbin:{<guild>}:sources          hash        source → Source as JSON
 *   bobbin:{<guild>}:passages         hash        source, dot, number → Passage as JSON
 *   bobbin:{<guild>}:words            hash        word → a line for each source that has it: the source, then the numbers
 *                                                 of its passages, with =2 where it is there twice
 *   bobbin:{<guild>}:vectors          hash        source → the vectors of its passages, behind each other
 *   bobbin:{<payer>}:usage:<month>    hash        day, what (input, calls …) and model → how much, of a server or of all
 *                                                 direct messages together (payer: direct); goes 400 days later
 *   bobbin:{<payer>}:usage:<month>:<person>       the same of one person
 *   bobbin:{<payer>}:usage:people     sorted set  the people who have some, at the day of the last
 *   bobbin:{<payer>}:spent:<period>   hash        keyed hash of an account (all, person:<id>, role:<id>) and tokens or
 *                                                 nanos → how much in this day or month; goes a day after it
 *   bobbin:{<payer>}:reserved         hash        call → until (milliseconds since 1970), day, tokens, nanos, accounts
 *   bobbin:{<payer>}:settled:<call>   string      empty: the call was counted; goes 15 minutes later
 *   bobbin:usage                      sorted set  payer at the time of the last day on which something was used
 *   bobbin:active                     sorted set  conversation at the time of what was said last in it
 *   bobbin:servers                    set         servers of which anything is kept
 *   bobbin:wishes                     hash        keyed hash of a name → when it was noted (milliseconds since 1970)
 *   bobbin:secret                     string      the key of these hashes
 *   bobbin:pending                    hash        person, colon, server → from when on that is to be forgotten
 *   bobbin:bot                        string      the bot whose memory this is
 *   bobbin:schema                     string      version of all this
 *   bobbin:check                      string      written to see whether writing works
 *
 * Kept free for what is to come: bobbin:{<conversation>}:summary. FORGET has to know what is
 * added to a conversation.
 */

export const USAGE = 'bobbin:usage';
export const ACTIVE = 'bobbin:active';
export const SERVERS = 'bobbin:servers';
export const WISHES = 'bobbin:wishes';
export const SECRET = 'bobbin:secret';
export const PENDING = 'bobbin:pending';
export const BOT = 'bobbin:bot';
export const SCHEMA = 'bobbin:schema';
export const CHECK = 'bobbin:check';

const keyOf = (tag: string, name: string): string => `bobbin:{${tag}}:${name}`;

export const orderOf = (conversation: Snowflake): string => keyOf(conversation, 'order');
export const entriesOf = (conversation: Snowflake): string => keyOf(conversation, 'entries');
export const recordOf = (conversation: Snowflake): string => keyOf(conversation, 'record');
export const copiesOf = (conversation: Snowflake): string => keyOf(conversation, 'copies');
export const peopleOf = (conversation: Snowflake): string => keyOf(conversation, 'people');

/** All of a conversation, in the order in which scripts expect them. */
export function keysOf(conversation: Snowflake): string[] {
  const names = ['order', 'entries', 'index', 'record', 'lease', 'copies', 'copied', 'people'];
  return names.map((name) => keyOf(conversation, name));
}

export const settingsOf = (guild: Snowflake): string => keyOf(guild, 'settings');
export const historyOf = (guild: Snowflake): string => keyOf(guild, 'history');
export const changedBy = (person: Snowflake): string => keyOf(person, 'changed');

export const picturesOf = (hash: string, day: string): string => keyOf(hash, `pictures:${day}`);
export const markOf = (guild: Snowflake, hash: string): string => keyOf(guild, `mark:${hash}`);

export const conversationsIn = (guild: Snowflake | null): string => keyOf(guild ?? 'dm', 'conversations');
export const conversationsOf = (person: Snowflake): string => keyOf(person, 'in');
export const threadsOf = (channel: Snowflake): string => keyOf(channel, 'threads');

export const sourcesOf = (guild: Snowflake): string => keyOf(guild, 'sources');
export const passagesOf = (guild: Snowflake): string => keyOf(guild, 'passages');
export const wordsOf = (guild: Snowflake): string => keyOf(guild, 'words');
export const vectorsOf = (guild: Snowflake): string => keyOf(guild, 'vectors');

/** All that a server knows, in the order in which scripts expect them. */
export function knowledgeOf(guild: Snowflake): string[] {
  return [sourcesOf, passagesOf, wordsOf, vectorsOf].map((of) => of(guild));
}

export const usageOf = (payer: Payer, month: string, person: Snowflake | null = null): string =>
  keyOf(payer, `usage:${month}${person === null ? '' : `:${person}`}`);
export const usersOf = (payer: Payer): string => keyOf(payer, 'usage:people');
export const spentOf = (payer: Payer, period: string): string => keyOf(payer, `spent:${period}`);
export const reservedOf = (payer: Payer): string => keyOf(payer, 'reserved');
export const settledOf = ({ payer, id }: UsageCall): string => keyOf(payer, `settled:${id}`);

/** What is reserved, and what is spent in the day and in the month of a call, in the order in which scripts expect them. */
export function keysOfCall({ payer, day }: UsageCall): string[] {
  return [reservedOf(payer), spentOf(payer, day), spentOf(payer, monthOf(day))];
}

/** Whose key this is: what stands between its braces. */
export function ownerOf(key: string): string {
  return key.slice(key.indexOf('{') + 1, key.indexOf('}'));
}

/** What all keys of a kind look like. */
export function allOf(kind: string): string {
  return keyOf('*', kind);
}
