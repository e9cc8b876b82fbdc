/** The largest number of a signed byte. */
const MOST = 127;

/**
 * Vectors behind each other, each number as one signed byte: a quarter of what floats need, and as good for comparing.
 * All have to be of one length.
 */
export function packVectors(vectors: readonly (readonly number[])[]): Uint8Array {
  const length = vectors[0]?.length ?? 0;
  const packed = new Int8Array(vectors.length * length);
  for (const [at, vector] of vectors.entries()) {
    const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
    packed.set(
      vector.map((value) => Math.round((value / largest) * MOST)),
      at * length,
    );
  }
  return new Uint8Array(packed.buffer);
}

/** How near each packed vector is to this one: the cosine between them, from -1 to 1. None where lengths differ. */
export function similarities(packed: Uint8Array, count: number, to: readonly number[]): number[] {
  if (packed.length !== count * to.length) return [];
  const numbers = new Int8Array(packed.buffer, packed.byteOffset, packed.length);
  const question = Float64Array.from(to);
  const size = Math.hypot(...question);
  return Array.from({ length: count }, (_, at) => cosine(numbers, at * question.length, question, size));
}

/** Written as a loop: it runs over all numbers of a server with each question. */
function cosine(numbers: Int8Array, from: number, question: Float64Array, size: number): number {
  let product = 0;
  let squares = 0;
  for (let at = 0; at < question.length; at++) {
    const number = numbers[from + at] ?? 0;
    product += number * (question[at] ?? 0);
    squares += number * number;
  }
  return squares === 0 || size === 0 ? 0 : product / (Math.sqrt(squares) * size);
}
