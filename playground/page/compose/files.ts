import type { SaidFile } from '../../protocol.ts';
import { showSize } from '../messages/attachments.ts';

/** Discord's limits for a message without a subscription: bytes per file, and how many. */
const MOST_BYTES = 10 * 1024 * 1024;
const MOST_FILES = 10;

export interface AddedFile extends SaidFile {
  size: number;
}

/** Reads files that were picked, dropped or pasted; says which of them were too much. */
export async function addFiles(
  before: AddedFile[],
  list: Iterable<File>,
): Promise<{ files: AddedFile[]; problem?: string }> {
  const wanted = [...list];
  const big = wanted.find((file) => file.size > MOST_BYTES);
  const fitting = wanted.filter((file) => file.size <= MOST_BYTES).slice(0, MOST_FILES - before.length);
  const files = [...before, ...(await Promise.all(fitting.map(read)))];
  if (big) return { files, problem: `“${big.name}” is larger than ${showSize(MOST_BYTES)}.` };
  if (before.length + wanted.length > MOST_FILES) {
    return { files, problem: `A message can have ${MOST_FILES} files at most.` };
  }
  return { files };
}

async function read(file: File): Promise<AddedFile> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const reader = new FileReader();
  reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
  reader.addEventListener('error', () => reject(new Error(`“${file.name}” cannot be read.`)));
  reader.readAsDataURL(file);
  const address = await promise;
  return {
    name: file.name,
    type: file.type || 'application/octet-stream',
    base64: address.slice(address.indexOf(',') + 1),
    size: file.size,
  };
}
