import { ComponentType, type Message, type SendableChannels } from 'discord.js';
import { byAge, type OpenTurn, type Snowflake } from '../../conversation/entry.ts';
import { readCustomId } from '../command.ts';
import { isOwnAnswer } from '../hear/heard.ts';

/** Messages since a turn began that are looked through; what was posted just before a crash is among the first. */
const LOOKED_AT = 100;

/**
 * The messages of a reply that somebody else began to post: those on record, and those since the turn began that
 * nobody had the time to record. What is older and belongs to nothing that is remembered was an answer to somebody who is
 * forgotten.
 */
export async function postedIn(
  channel: SendableChannels,
  { attempt, messages }: OpenTurn,
  isKnown: (message: Snowflake) => Promise<boolean>,
): Promise<Snowflake[]> {
  const found: Snowflake[] = [];
  const since = await channel.messages.fetch({ limit: LOOKED_AT, after: attempt, cache: false });
  for (const message of since.values())
    if ((isGrowing(message) || isOwnAnswer(message)) && !(await isKnown(message.id))) found.push(message.id);
  return [...new Set([...messages, ...found.toSorted(byAge)])];
}

/** A message of Bobbin's that ends with the button to stop it: nobody has brought it to its end. */
export function isGrowing({ author, client, components }: Message): boolean {
  const buttons = components.flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []));
  return (
    author.id === client.user.id &&
    buttons.some(({ customId }) => customId !== null && readCustomId(customId).command === 'stop')
  );
}
