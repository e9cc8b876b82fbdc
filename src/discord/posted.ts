import { ComponentType, type Message, type SendableChannels } from 'discord.js';
import { type Finished, isAfter, type OpenTurn, type Snowflake } from '../conversation/entry.ts';
import { LONG_REPLIES } from '../settings/schema.ts';
import { readCustomId } from './command.ts';
import { createMessages } from './markdown/messages.ts';
import { isOwnAnswer } from './threads.ts';

/** Messages behind a question that are looked through; what was posted just before a crash is among the first. */
const LOOKED_AT = 100;

/**
 * The messages of a reply that somebody else began to post: those on record, and those that nobody had the time to
 * record. These still grow, or say what was to be delivered.
 */
export async function postedIn(
  channel: SendableChannels,
  open: OpenTurn,
  before: string,
  isKnown: (message: Snowflake) => Promise<boolean>,
): Promise<Snowflake[]> {
  const recorded = new Set(open.messages);
  if (open.question === null) return [...recorded];
  const behind = await channel.messages.fetch({ limit: LOOKED_AT, after: open.question, cache: false });
  const final = new Set(open.said ? contentsOf(open.said, before) : []);
  const found: Snowflake[] = [];
  for (const message of behind.values()) {
    const isOurs = isGrowing(message) || (isOwnAnswer(message) && final.has(message.content));
    if (isOurs && !recorded.has(message.id) && !(await isKnown(message.id))) found.push(message.id);
  }
  return [...recorded, ...found.toSorted((a, b) => (isAfter(a, b) ? 1 : -1))];
}

/** What the messages of a complete answer hold. What decided on their way may have changed since. */
function contentsOf({ text, notes }: Finished, before: string): string[] {
  const ways = LONG_REPLIES.flatMap((longReplies) =>
    [true, false].map((files) => ({ longReplies, files, before })),
  );
  return ways
    .flatMap((way) => createMessages(way).whole(text, smallPrint(notes)))
    .map(({ content }) => content);
}

/** A message of Bobbin's that ends with the button to stop it: nobody has brought it to its end. */
export function isGrowing({ author, client, components }: Message): boolean {
  const buttons = components.flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []));
  return (
    author.id === client.user.id &&
    buttons.some(({ customId }) => customId !== null && readCustomId(customId).command === 'stop')
  );
}

/** What is told below an answer. */
export function smallPrint(notes: readonly string[]): string {
  return notes.map((note) => `-# ${note}`).join('\n\n');
}
