import type { Attachment } from 'discord.js';
import { SOURCE_CHARACTERS } from '../../src/conversation/knowledge/knowledge.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';

/** What a file says that came with a command. Throws a UserError where that can't be read, or not as a whole. */
export async function readFile(
  { id, name, contentType, size, url }: Attachment,
  { files, models: [model = ''], stopping }: Bobbin,
): Promise<string> {
  const sent = { id, name, type: contentType ?? '', size, url };
  // No model is sent all of it, so it counts by its length.
  const limits = { model, count: (text: string) => text.length, tokens: SOURCE_CHARACTERS };
  const [read] = await files.read([sent], limits, stopping);
  if (read?.kind === 'unreadable') throw new UserError(read.why);
  if (read === undefined || read.kind === 'picture')
    throw new UserError('There is no text in pictures for me. Please give me a text or a PDF.');
  if (read.shortened)
    throw new UserError(
      `This file is longer than the ${SOURCE_CHARACTERS.toLocaleString('en')} characters that I keep of one. Please split it.`,
    );
  return read.text;
}
