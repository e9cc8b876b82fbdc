import { type MessageEditOptions, MessageFlags } from 'discord.js';
import { isDeepStrictEqual } from 'node:util';
import type { Snowflake } from '../../conversation/entry.ts';
import type { Painted } from '../../conversation/ports.ts';
import type { Locale } from '../../language/language.ts';
import { rowsOf } from './controls.ts';
import { countLinks } from '../markdown/count-links.ts';
import type { Piece } from '../markdown/pages.ts';

/** What one message of a reply holds. */
export interface Content {
  content: string;
  components: ReturnType<typeof rowsOf>;
  files: (NonNullable<Piece['file']> | Painted)[] | 'as they are';
  flags: MessageFlags.SuppressEmbeds[];
}

/** The contents of a reply's messages, the buttons below the last one. Previews of several links would bury the answer. */
export function contentsOf(
  pieces: readonly Piece[],
  conversation: Snowflake,
  controls: Parameters<typeof rowsOf>[1],
  locale: Locale,
  pictures: readonly Painted[] | 'as they are' = [],
): Content[] {
  const links = pieces.reduce((count, { text }) => (count > 1 ? count : count + countLinks(text)), 0);
  return pieces.map(({ content, file }, at) => {
    const isLast = at === pieces.length - 1;
    const files = file ? [file] : [];
    const below = isLast || pictures === 'as they are' ? pictures : [];
    return {
      content,
      components: isLast ? rowsOf(conversation, controls, locale) : [],
      files: below === 'as they are' ? (file ? files : below) : [...files, ...below],
      flags: links > 1 ? [MessageFlags.SuppressEmbeds] : [],
    };
  });
}

/** For discord.js. A message keeps its files where they are the same as `before`; otherwise it has these and no others. */
export function toMessage({ files, ...others }: Content, before?: Content) {
  const stay = files === 'as they are' || isDeepStrictEqual(files, before?.files);
  return { ...others, ...(!stay && { files: files.map(toFile) }) } satisfies MessageEditOptions;
}

/** Characters of a file's description. https://discord.com/developers/docs/resources/message#attachment-object */
const DESCRIPTION_CHARACTERS = 1_024;

/** A file as discord.js sends it; a picture with its prompt for those who can't see it. */
export function toFile(file: NonNullable<Piece['file']> | Painted) {
  if ('text' in file) return { name: file.name, attachment: Buffer.from(file.text) };
  return {
    name: `picture.${file.mediaType.split('/').at(-1)}`,
    attachment: Buffer.from(file.bytes),
    description: file.prompt.slice(0, DESCRIPTION_CHARACTERS).toWellFormed(),
  };
}
