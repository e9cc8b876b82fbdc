import type { SeenMessage } from '../../protocol.ts';

/** The address of a picture or file; `attachment://name` means a file of the same message. */
export function mediaUrl(url: string, message: SeenMessage): string {
  if (!url.startsWith('attachment://')) return /^https?:/.test(url) ? url : '';
  const name = url.slice('attachment://'.length);
  return message.attachments.find(({ filename }) => filename === name)?.url ?? '';
}
