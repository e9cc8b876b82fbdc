import { createHash } from 'node:crypto';
import { UserError } from '../../errors.ts';
import { type Text, text } from '../../language/language.ts';
import type { Passage, Source, SourceContent } from '../../store/knowledge.ts';
import type { Snowflake } from '../entry.ts';
import type { Spend } from '../spending/spend.ts';
import { cleanLine } from '../speech.ts';
import { cut } from './cut.ts';
import { createLookUp, type LookUp, type LookUpParts } from './look-up.ts';
import { packVectors } from './vectors.ts';
import { words } from './words.ts';

/** What a server may have. With a usual embedding model that is 11 MB in the store, of which a question reads 5. */
export const SOURCES = 50;
export const PASSAGES = 3_000;

/** Characters of one source; what is read of a file at most (src/attachments). */
export const SOURCE_CHARACTERS = 300_000;

/** Characters of a source's name. */
export const SOURCE_NAME = 60;

/** What servers' admins gave Bobbin to look things up in. */
export interface Knowledge {
  /** Adds a text, in the place of the one of this name. Throws a UserError where it can't. */
  add(guild: Snowflake, name: string, text: string, signal: AbortSignal, spend?: Spend): Promise<Source>;
  /** The sources of a server, the oldest first. */
  list(guild: Snowflake): Promise<Source[]>;
  /** Removes a source. False: there is none of this id. */
  remove(guild: Snowflake, id: string): Promise<boolean>;
  lookUp: LookUp;
}

export function createKnowledge(parts: LookUpParts): Knowledge {
  const { store, embedder, now } = parts;

  return {
    async add(guild, givenName, given, signal, spend) {
      const name = cleanLine(givenName.replaceAll('`', ''), SOURCE_NAME) || 'unnamed';
      const id = idOf(name);
      const passages = passagesOf(given);
      const others = (await store.sources(guild)).filter((one) => one.id !== id);
      requireRoom(others, passages);
      const vectors = embedder && packVectors(await embedder.embed(passages.map(whole), signal, spend));
      const model = embedder?.model ?? null;
      const source: Source = { id, name, time: now(), passages: passages.length, model };
      const content: SourceContent = {
        passages,
        words: passages.map((passage) => wordsOf(name, passage)),
        vectors: vectors ?? null,
      };
      // Somebody else may have added something meanwhile.
      if (!(await store.add(guild, source, content, PASSAGES))) throw new UserError(tooMany(passages));
      return source;
    },

    list: (guild) => store.sources(guild),
    remove: (guild, id) => store.remove(guild, id),
    lookUp: createLookUp(parts),
  };
}

/** The same for names that look the same. */
function idOf(name: string): string {
  return createHash('sha256').update(name.toLowerCase()).digest('hex').slice(0, 12);
}

function passagesOf(content: string): Passage[] {
  if (content.length > SOURCE_CHARACTERS)
    throw new UserError(text('knowledge.textTooLong', { most: SOURCE_CHARACTERS }));
  const passages = cut(content);
  if (passages.length === 0) throw new UserError(text('knowledge.empty'));
  return passages;
}

function requireRoom(others: readonly Source[], passages: readonly Passage[]): void {
  if (others.length >= SOURCES) throw new UserError(text('knowledge.tooManySources', { most: SOURCES }));
  const before = others.reduce((sum, one) => sum + one.passages, 0);
  if (before + passages.length > PASSAGES) throw new UserError(tooMany(passages));
}

function tooMany({ length }: readonly Passage[]): Text {
  return text('knowledge.tooManyPassages', { count: length, most: PASSAGES });
}

/** What a passage is about stands in its headings: they count twice. */
function wordsOf(source: string, { heading, text }: Passage): string[] {
  const about = words(`${source} ${heading}`);
  return [...about, ...about, ...words(text)];
}

function whole({ heading, text }: Passage): string {
  return heading === '' ? text : `${heading}\n\n${text}`;
}
