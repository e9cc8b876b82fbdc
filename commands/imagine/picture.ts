import type { Attachment } from 'discord.js';
import type { Bobbin } from '../../src/discord/command.ts';
import { sentFile } from '../../src/discord/hear/said.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';

/** A picture that came with a command, upright and no larger than models look at. Throws a UserError where it is none. */
export async function readPicture(
  picture: Attachment,
  { files, models: [model = ''], stopping }: Bobbin,
): Promise<Uint8Array> {
  if (!picture.contentType?.startsWith('image/')) throw new UserError(text('picture.isNone'));
  // Nobody is sent its text, so nothing of it is counted.
  const limits = { model, count: () => 0, tokens: Infinity };
  const [read] = await files.read([sentFile(picture)], limits, stopping);
  if (read?.kind === 'picture') return read.bytes;
  throw new UserError(read?.kind === 'unreadable' ? read.why : text('picture.isNone'));
}
