// oxlint-disable no-control-regex -- files begin with such
import { isUtf8 } from 'node:buffer';
import { type Key, type Text, text } from '../language/language.ts';

/** What a file is, by its content. */
export type Kind =
  | { kind: 'picture'; format: 'png' | 'jpeg' | 'webp' | 'gif' }
  | { kind: 'pdf' }
  | { kind: 'text'; encoding: Encoding }
  | { kind: 'audio' }
  /** `why` is for people. */
  | { kind: 'other'; why: Text };

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Bytes at the beginning in which a control character shows that a file is no text. */
const SAMPLE = 64 * 1024;

const other = (key: Key): Kind => ({ kind: 'other', why: text(key) });
const AUDIO: Kind = { kind: 'audio' };
const VIDEO = other('unreadable.video');
const PICTURE = other('unreadable.pictureFormat');
const ARCHIVE = other('unreadable.archive');
const OFFICE = other('unreadable.office');
const PROGRAM = other('unreadable.program');
const EMPTY = other('unreadable.empty');
const UNKNOWN = other('unreadable.unknown');

/**
 * How files begin, each byte as one character. The first that fits counts.
 * https://en.wikipedia.org/wiki/List_of_file_signatures
 */
const BEGINNINGS: [RegExp, Kind][] = [
  [/^\x89PNG\r\n\x1a\n/, { kind: 'picture', format: 'png' }],
  [/^\xff\xd8\xff/, { kind: 'picture', format: 'jpeg' }],
  [/^GIF8[79]a/, { kind: 'picture', format: 'gif' }],
  [/^RIFF.{4}WEBP/s, { kind: 'picture', format: 'webp' }],
  [/^.{4}ftyp(avif|avis|heic|heix|mif1)|^II\*\0|^MM\0\*|^\0\0\x01\0|^8BPS|^\0\0\0\x0cJXL /s, PICTURE],
  [/^%PDF-/, { kind: 'pdf' }],
  [/^OggS\0|^ID3[\x02-\x04]|^fLaC|^RIFF.{4}WAVE|^.{4}ftypM4[AB] /s, AUDIO],
  [/^.{4}ftyp|^\x1aE\xdf\xa3|^RIFF.{4}AVI /s, VIDEO],
  [/^PK\x03\x04|^PK\x05\x06|^Rar!\x1a\x07|^7z\xbc\xaf|^\x1f\x8b|^BZh|^\xfd7zXZ|^\x28\xb5\x2f\xfd/, ARCHIVE],
  [/^\xd0\xcf\x11\xe0/, OFFICE],
  [/^MZ|^\x7fELF|^\xca\xfe\xba\xbe|^\xcf\xfa\xed\xfe|^\0asm/, PROGRAM],
];
/** Bytes that these look at. */
const BEGINNING = 16;

/** An MP3 without a tag: frames of MPEG's layer III. Too few bits to be sure without a hint. */
const MP3_FRAME = /^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/;

const ZIPPED_DOCUMENT = /\.(docx|xlsx|pptx|odt|ods|odp|pages|numbers|key)$/i;

/**
 * What a file is. Its content decides; its name and the type that it was declared as only tell apart what begins the
 * same: sound from film, a document from other archives.
 */
export function kindOf(bytes: Buffer, { name, type }: { name: string; type: string }): Kind {
  if (bytes.length === 0) return EMPTY;
  const beginning = bytes.toString('latin1', 0, BEGINNING);
  const found = BEGINNINGS.find(([pattern]) => pattern.test(beginning))?.[1];
  const isSound = type.startsWith('audio/');
  if (found === VIDEO && isSound) return AUDIO;
  if (found === ARCHIVE && ZIPPED_DOCUMENT.test(name)) return OFFICE;
  // Text may begin like that, too: BZhello, MZ…
  const encoding = found === undefined || found.kind === 'other' ? encodingOf(bytes) : undefined;
  if (encoding) return { kind: 'text', encoding };
  if (found === undefined && isSound && MP3_FRAME.test(beginning)) return AUDIO;
  return found ?? UNKNOWN;
}

/** The encoding of a text; undefined where it is none. */
function encodingOf(bytes: Buffer): Encoding | undefined {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  if (encoding === 'utf-8' && !isUtf8(bytes)) return undefined;
  const sample = new TextDecoder(encoding).decode(bytes.subarray(0, SAMPLE));
  return isText(sample) ? encoding : undefined;
}

/** No control characters but those of texts: tab, line and page breaks, and the escape of coloured logs. */
function isText(sample: string): boolean {
  return !/[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f]/.test(sample);
}
