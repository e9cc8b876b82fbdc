import type { FileLimits, Files, Read } from '../conversation/files/files.ts';
import { boundsFor, pictureTokens } from '../conversation/files/picture-tokens.ts';
import type { Transcriber } from '../conversation/ports.ts';
import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Log } from '../log.ts';
import { admit, type Admitted, FILE_BYTES, mostBytes } from './admit.ts';
import { createFetch, type Patience } from './fetch.ts';
import { createGate } from './gate.ts';
import { kindOf } from './kind.ts';
import { readPdf } from './pdf.ts';
import { boundMemory, readPicture } from './picture.ts';
import { fitText, readText } from './text.ts';
import { Unreadable } from './unreadable.ts';

/**
 * Bytes of files in memory at a time, whoever sent them: a photograph, some texts, or one file that is larger. Each
 * counts twice, since it is there twice while its pieces are put together.
 */
const MEMORY = FILE_BYTES / 2;

/** Tokens; less of a longer text says nothing. */
const LEAST_TEXT = 40;

const NO_ROOM = text('unreadable.noRoom');
const NO_EARS = text('unreadable.noEars');
const SILENT = text('unreadable.silent');
const BUG = text('unreadable.bug');

export interface FilesOptions {
  /** A further origin from which files may be fetched. */
  cdnUrl: string | undefined;
  /** Undefined: recordings can't be read. */
  transcriber: Transcriber | undefined;
  log: Log;
  patience?: Patience;
}

/** Reads what people attach. What it needs of memory is bounded for all conversations together. */
export function createFiles({ cdnUrl, transcriber, log, patience }: FilesOptions): Files {
  boundMemory();
  const fetchFile = createFetch(cdnUrl, patience);
  const memory = createGate(MEMORY);
  /** Of their own: a model listens to a recording for minutes. */
  const memoryOfRecordings = createGate(MEMORY);
  const decoding = createGate(1);

  async function read({ file, tokens }: Admitted, limits: FileLimits, signal: AbortSignal): Promise<Read> {
    const bytes = await fetchFile(file.url, mostBytes(limits), signal);
    const kind = kindOf(bytes, file);
    if (kind.kind === 'other') throw new Unreadable(kind.why);
    if (kind.kind === 'picture') {
      const bounds = boundsFor(limits.model, tokens);
      if (!bounds) throw new Unreadable(NO_ROOM);
      const picture = await decoding(1, signal, () => readPicture(bytes, kind.format, bounds));
      return { kind: 'picture', ...picture, tokens: pictureTokens(limits.model, picture) };
    }
    if (tokens < Math.min(LEAST_TEXT, file.size)) throw new Unreadable(NO_ROOM);
    const room = { tokens, count: limits.count };
    if (kind.kind === 'text') return { kind: 'text', ...readText(bytes, kind.encoding, room) };
    if (kind.kind === 'pdf') {
      const pdf = await decoding(1, signal, () => readPdf(bytes, room, signal));
      return { kind: 'text', ...pdf };
    }
    if (!transcriber) throw new Unreadable(NO_EARS);
    const { text: words } = await transcriber.transcribe(bytes, signal, limits.spend);
    if (words === '') throw new Unreadable(SILENT);
    return { kind: 'speech', ...fitText(words, room) };
  }

  async function readOrSayWhy(one: Admitted, limits: FileLimits, signal: AbortSignal): Promise<Read> {
    const { id: attachment, size, type } = one.file;
    if (one.why !== undefined) return { kind: 'unreadable', why: one.why };
    const gate = type.startsWith('audio/') ? memoryOfRecordings : memory;
    try {
      return await gate(2 * size, signal, () => read(one, limits, signal));
    } catch (error) {
      signal.throwIfAborted();
      const expected = error instanceof UserError;
      log[expected ? 'info' : 'error']({ attachment, size, err: error }, 'a file can’t be read');
      return { kind: 'unreadable', why: expected ? error.sentence : BUG };
    }
  }

  return {
    read: (files, limits, signal) =>
      Promise.all(admit(files, limits).map((one) => readOrSayWhy(one, limits, signal))),
  };
}
