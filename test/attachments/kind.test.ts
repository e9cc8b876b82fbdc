import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Kind, kindOf } from '../../src/attachments/kind.ts';
import { makePdf } from './make-pdf.ts';
import { say } from '../../src/language/language.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const kind = (bytes: Buffer, name = 'file', type = '') => kindOf(bytes, { name, type });
const whyNot = (found: Kind) => (found.kind === 'other' ? say('en', found.why) : found);

const zip = Buffer.concat([
  latin1('PK\x03\x04\x14\0\0\0\x08\0'),
  deflateRawSync(Buffer.from('hello '.repeat(99))),
]);

describe('a file is, by its content,', () => {
  test.each([
    ['a PNG', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'), { kind: 'picture', format: 'png' }],
    ['a JPEG', latin1('\xff\xd8\xff\xe0\0\x10JFIF'), { kind: 'picture', format: 'jpeg' }],
    ['a GIF', latin1('GIF89a\x01\0\x01\0'), { kind: 'picture', format: 'gif' }],
    ['a WebP', latin1('RIFF\x0a\0\0\0WEBPVP8 '), { kind: 'picture', format: 'webp' }],
    ['a PDF', makePdf(['x']), { kind: 'pdf' }],
    ['a voice message', latin1('OggS\0\x02\0\0\0\0\0\0'), { kind: 'audio' }],
    ['an MP3 with a tag', latin1('ID3\x03\0\0\0\0'), { kind: 'audio' }],
    ['a WAV', latin1('RIFF\x24\0\0\0WAVEfmt '), { kind: 'audio' }],
    ['a FLAC', latin1('fLaC\0\0\0\x22'), { kind: 'audio' }],
    ['an M4A', latin1('\0\0\0\x1cftypM4A \0\0\0\0'), { kind: 'audio' }],
    ['text', Buffer.from('Grüße, 東京 👋\r\n\tend'), { kind: 'text', encoding: 'utf-8' }],
    ['text with a mark of its order', Buffer.from('\ufeffhello'), { kind: 'text', encoding: 'utf-8' }],
    ['text of Windows', Buffer.from('\ufeffhello', 'utf16le'), { kind: 'text', encoding: 'utf-16le' }],
    [
      'text the other way round',
      Buffer.from('\ufeffhello', 'utf16le').swap16(),
      { kind: 'text', encoding: 'utf-16be' },
    ],
    ['a coloured log', Buffer.from('\u001b[31mred\u001b[0m\f'), { kind: 'text', encoding: 'utf-8' }],
    ['text that begins like a program', Buffer.from('MZ is a text'), { kind: 'text', encoding: 'utf-8' }],
    ['text that begins like an archive', Buffer.from('BZh, said he'), { kind: 'text', encoding: 'utf-8' }],
  ])('%s', (_, bytes, expected) => {
    expect(kind(bytes)).toEqual(expected);
  });

  test.each([
    ['empty', Buffer.alloc(0), 'It is empty.'],
    ['an archive', zip, 'It is an archive; unpack it and send the files that matter.'],
    [
      'a film',
      latin1('\0\0\0\x1cftypisom\0\0\0\0'),
      'It is a video, which I can’t watch; send a picture of it.',
    ],
    [
      'a picture of a phone',
      latin1('\0\0\0\x1cftypheic\0\0\0\0'),
      'I can’t see pictures of this format; save it as PNG or JPEG and send that.',
    ],
    ['a program', latin1('\x7fELF\x02\x01\x01\0'), 'It is a program, and nothing to read.'],
    [
      'unknown',
      latin1('\x01\x02\x03\x04'),
      'I don’t know this kind of file; send it as text, PDF, PNG or JPEG.',
    ],
    [
      'almost text',
      Buffer.from('hello\0world'),
      'I don’t know this kind of file; send it as text, PDF, PNG or JPEG.',
    ],
    [
      'text of another encoding',
      latin1('Gr\xfc\xdfe'),
      'I don’t know this kind of file; send it as text, PDF, PNG or JPEG.',
    ],
  ])('%s', (_, bytes, why) => {
    expect(whyNot(kind(bytes))).toBe(why);
  });
});

describe('its name and the type that it is declared as', () => {
  test.each([
    ['don’t make an archive text', zip, 'notes.txt', 'text/plain', 'other'],
    ['don’t make text a picture', Buffer.from('hello'), 'cat.png', 'image/png', 'text'],
    ['don’t make a program a PDF', latin1('MZ\x90\0\x03'), 'a.pdf', 'application/pdf', 'other'],
    ['tell sound from film', latin1('\x1aE\xdf\xa3\x9f'), 'a.webm', 'audio/webm', 'audio'],
    ['tell film from sound', latin1('\x1aE\xdf\xa3\x9f'), 'a.webm', 'video/webm', 'other'],
    ['tell sound in an MP4', latin1('\0\0\0\x1cftypisom\0'), 'a.m4a', 'audio/mp4', 'audio'],
    ['tell an MP3 without a tag', latin1('\xff\xfb\x90\x64\0'), 'a.mp3', 'audio/mpeg', 'audio'],
    ['don’t make two bytes an MP3 alone', latin1('\xff\xfb\x90\x64\0'), 'a.bin', '', 'other'],
  ])('%s', (_, bytes, name, type, expected) => {
    expect(kind(bytes, name, type).kind).toBe(expected);
  });

  test('tell a document from other archives', () => {
    expect(whyNot(kind(zip, 'a.docx'))).toBe('I can’t read office documents; save it as PDF and send that.');
  });
});
