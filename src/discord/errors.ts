import { type Channel, DiscordAPIError, HTTPError, RESTJSONErrorCodes } from 'discord.js';
import { ConversationGone, Undelivered, UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import { lacksPermission, missing, neededToWrite } from './permissions.ts';

/** Discord's refusals in our terms. An error that is not one of them comes back as it is. */
export function fromDiscord(error: unknown, channel: Channel | null): unknown {
  if (!(error instanceof DiscordAPIError)) return error;
  switch (error.code) {
    case RESTJSONErrorCodes.UnknownChannel:
      return new ConversationGone('the channel does not exist any more', { cause: error });
    case RESTJSONErrorCodes.MissingAccess:
    case RESTJSONErrorCodes.MissingPermissions:
      if (channel === null || channel.isDMBased()) return error;
      return lacksPermission(channel, missing(channel, neededToWrite(channel)));
    case RESTJSONErrorCodes.MaximumActiveThreads:
      return new UserError(text('error.tooManyThreads'), { cause: error });
    case RESTJSONErrorCodes.ThreadLocked:
      return new UserError(text('error.threadClosed'), { cause: error });
    default:
      return error;
  }
}

/** Whether an error is one of these answers of Discord. The only way in which Bobbin may overlook an error. */
export function isDiscordCode(error: unknown, ...codes: number[]): boolean {
  return error instanceof DiscordAPIError && codes.includes(Number(error.code));
}

/** Discord has a problem, or can't be reached. */
export function mayPass(error: unknown): boolean {
  return error instanceof HTTPError || isNetworkError(error);
}

/** What may pass as an Undelivered, for which a turn waits. Any other error comes back as it is. */
export function undelivered(error: unknown): unknown {
  return mayPass(error) ? new Undelivered('Discord can’t be reached now', { cause: error }) : error;
}

/** Of undici, with which discord.js asks: https://undici.nodejs.org/#/docs/api/Errors */
const BROKEN = /^UND_ERR_(SOCKET|\w+_TIMEOUT)$/;

/** No answer at all: the connection broke, or it took too long. */
function isNetworkError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // fetch says only that it failed; the cause tells whether it was the network.
  if (error instanceof TypeError) return isNetworkError(error.cause);
  return (
    error.name === 'AbortError' || 'errno' in error || ('code' in error && BROKEN.test(String(error.code)))
  );
}
