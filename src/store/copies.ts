import { type Attachment, type Copy, type Entry, pad, type Snowflake } from '../conversation/entry.ts';
import { COPY_BYTES } from './store.ts';

/** The ids of attachments, in their order: whether an entry still has the ones that were read. */
export function idsOf(attachments: readonly Attachment[]): string {
  return attachments.flatMap(({ id }) => id ?? []).join(' ');
}

/** Throws where a copy is larger than any may be: whoever made it had to prevent that. */
export function checked(copies: readonly Copy[]): readonly Copy[] {
  for (const { bytes } of copies)
    if (bytes.length > COPY_BYTES) throw new RangeError(`a copy of ${bytes.length} bytes`);
  return copies;
}

/** The attachments of which there may be copies, each with its entry as it stands in positions. */
export function wantedOf(
  entries: readonly Pick<Entry, 'id' | 'attachments'>[],
): { entry: string; id: Snowflake }[] {
  return entries.flatMap(({ id: entry, attachments }) =>
    attachments.flatMap(({ id }) => (id === undefined ? [] : [{ entry: pad(entry), id }])),
  );
}
