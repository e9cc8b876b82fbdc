import { html } from 'htm/preact';
import type { APIAttachment } from 'discord-api-types/v10';
import { MessageFlags } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { Icon } from '../shell/icons.ts';
import { has } from '../state/messages.ts';

/** The files of a message; those of Components V2 stand where their components say. */
export function Attachments({ message }: { message: SeenMessage }): VNode | null {
  if (message.attachments.length === 0 || has(message, MessageFlags.IsComponentsV2)) return null;
  return html`<div class="attachments">
    ${message.attachments.map((file) => html`<${Attachment} key=${file.id} file=${file} />`)}
  </div>`;
}

function Attachment({ file }: { file: APIAttachment }): VNode {
  const { filename, url, content_type: type = '', description } = file;
  if (type.startsWith('image/')) {
    return html`<a href=${url} target="_blank" rel="noopener noreferrer" class="picture">
      <img src=${url} alt=${description ?? filename} loading="lazy" />
    </a>`;
  }
  if (type.startsWith('audio/')) {
    return html`<figure class="chip sound">
      <figcaption>${filename}</figcaption>
      <audio controls src=${url}></audio>
    </figure>`;
  }
  return html`<${FileChip} name=${filename} url=${url} size=${file.size} />`;
}

/** A file as a chip to open it. */
export function FileChip({
  name,
  url,
  size,
}: {
  name: string;
  url: string;
  size: number | undefined;
}): VNode {
  return html`<a class="chip" href=${url} target="_blank" rel="noopener noreferrer">
    <${Icon} name="file" size=${24} />
    <span><strong>${name}</strong>${size !== undefined && html`<small>${showSize(size)}</small>`}</span>
  </a>`;
}

/** "1.2 MB" */
export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const units = ['KB', 'MB', 'GB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`;
}
