import { type MessageEditOptions, MessageFlags } from 'discord.js';
import { isDeepStrictEqual } from 'node:util';
import type { Snowflake } from '../conversation/entry.ts';
import { rowsOf } from './controls.ts';
import { countLinks } from './markdown/count-links.ts';
import type { Piece } from './markdown/pages.ts';

/** What one message of a reply holds. */
export interface Content {
  content: string;
  components: ReturnType<typeof rowsOf>;
  files: NonNullable<Piece['file']>[];
  flags: MessageFlags.SuppressEmbeds[];
}

/** The contents of a reply's messages, the buttons below the last one. Previews of several links would bury the answer. */
export function contentsOf(
  pieces: readonly Piece[],
  conversation: Snowflake,
  controls: Parameters<typeof rowsOf>[1],
): Content[] {
  const links = pieces.reduce((count, { text }) => (count > 1 ? count : count + countLinks(text)), 0);
  return pieces.map(({ content, file }, at) => ({
    content,
    components: at === pieces.length - 1 ? rowsOf(conversation, controls) : [],
    files: file ? [file] : [],
    flags: links > 1 ? [MessageFlags.SuppressEmbeds] : [],
  }));
}

/** For discord.js. A message keeps its files where they are the same as `before`; otherwise it has these and no others. */
export function toMessage({ files, ...others }: Content, before?: Content) {
  const attached = files.map(({ name, text }) => ({ name, attachment: Buffer.from(text) }));
  return {
    ...others,
    ...(!isDeepStrictEqual(files, before?.files) && { files: attached }),
  } satisfies MessageEditOptions;
}
