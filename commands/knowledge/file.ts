import type { Attachment } from 'discord.js';
import { SOURCE_CHARACTERS } from '../../src/conversation/knowledge/knowledge.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { sentFile } from '../../src/discord/hear/said.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';

/** What a file says that came with a command. Throws a UserError where that can't be read, or not as a whole. */
export async function readFile(
  file: Attachment,
  { files, models: [model = ''], stopping }: Bobbin,
): Promise<string> {
  // No model is sent all of it, so it counts by its length.
  const limits = { model, count: (content: string) => content.length, tokens: SOURCE_CHARACTERS };
  const [read] = await files.read([sentFile(file)], limits, stopping);
  if (read?.kind === 'unreadable') throw new UserError(read.why);
  if (read === undefined || read.kind === 'picture') throw new UserError(text('knowledge.picture'));
  if (read.shortened) throw new UserError(text('knowledge.fileTooLong', { most: SOURCE_CHARACTERS }));
  return read.text;
}
