import { type APIFileComponent, ComponentType, type Message } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';

// What somebody is about to save is kept in the message that asks about it, as a file: it is there after a restart, too, and
// goes with the message.

/** A file of a message of components. */
export function attached(
  name: string,
  content: string,
): { component: APIFileComponent; file: { attachment: Buffer; name: string } } {
  return {
    component: { type: ComponentType.File, file: { url: `attachment://${name}` } },
    file: { attachment: Buffer.from(content), name },
  };
}

/** Reads it back. Throws a UserError where it is no longer there. */
export async function readAttached(
  message: Message | null,
  most: number,
  { fetchFile, stopping }: Pick<Bobbin, 'fetchFile' | 'stopping'>,
): Promise<string> {
  const url = message === null ? undefined : fileIn(message);
  if (url === undefined) throw new UserError(text('draft.gone'));
  return (await fetchFile(url, most, stopping)).toString('utf8');
}

/** Discord lists the file among the attachments, or shows it in its component only. */
function fileIn({ attachments, components }: Message): string | undefined {
  const first = attachments.first();
  if (first) return first.url;
  const inside = components.flatMap((one) => (one.type === ComponentType.Container ? one.components : []));
  const shown = inside.find((one) => one.type === ComponentType.File);
  return shown?.file.url;
}
