/** How long a recording is, by its bytes. */

/** Samples per second in which Ogg Opus counts, whatever it was recorded with. https://www.rfc-editor.org/rfc/rfc7845#section-4 */
const OPUS_RATE = 48_000;

/** Seconds of a WAV or an Ogg Opus recording; undefined where it is another one. */
export function lengthOf(bytes: Uint8Array): number | undefined {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = data.toString('latin1', 0, 4);
  if (start === 'RIFF' && data.length >= 32) return (data.length - 44) / data.readUInt32LE(28);
  if (start === 'OggS') return oggLength(data);
  return undefined;
}

/** The last page says how many samples there are up to its end. https://www.rfc-editor.org/rfc/rfc3533#section-6 */
function oggLength(data: Buffer): number | undefined {
  const page = data.lastIndexOf('OggS');
  return page + 14 <= data.length ? Number(data.readBigUInt64LE(page + 6)) / OPUS_RATE : undefined;
}
