import { type Client, type Message, RESTJSONErrorCodes, type Snowflake } from 'discord.js';
import type { Log } from '../../log.ts';
import { isDiscordCode } from '../errors.ts';

/** Discord's answers that mean: it can't be said here. */
const CANNOT = [
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.ThreadLocked,
  RESTJSONErrorCodes.CannotSendMessagesToThisUser,
  RESTJSONErrorCodes.InvalidFormBodyOrContentType, // the message that is replied to is gone
];

/**
 * Tells the author of a message something: as a reply where Bobbin may write, else in a DM; once, even where two
 * processes have to say it. Never rejects.
 */
export async function tell(message: Message, text: string, log: Log): Promise<void> {
  try {
    await message.reply({ content: text, nonce: `tell:${message.id}`, enforceNonce: true });
  } catch (error) {
    if (!isDiscordCode(error, ...CANNOT)) log.error({ err: error, message: message.id }, 'could not reply');
    await tellPrivately(message.client, message.author.id, `${message.url}\n${text}`, log, message.id);
  }
}

/** Tells a person something in a DM; about one message (`about`) at most one thing. Never rejects. */
export async function tellPrivately(
  client: Client,
  person: Snowflake,
  text: string,
  log: Log,
  about?: Snowflake,
): Promise<void> {
  const once = about === undefined ? {} : { nonce: `dm:${about}`, enforceNonce: true };
  try {
    await client.users.send(person, { content: text, ...once });
  } catch (error) {
    if (isDiscordCode(error, ...CANNOT)) log.warn({ user: person }, 'nowhere to tell what went wrong');
    else log.error({ err: error, user: person }, 'could not send a DM');
  }
}
