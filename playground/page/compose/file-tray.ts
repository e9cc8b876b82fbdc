import { html } from 'htm/preact';
import type { VNode } from 'preact';

import { showSize } from '../messages/attachments.ts';
import { Icon } from '../shell/icons.ts';
import type { AddedFile } from './files.ts';

/** The files which go with the next message. */
export function FileTray({
  files,
  onFiles,
}: {
  files: AddedFile[];
  onFiles: (files: AddedFile[]) => void;
}): VNode | null {
  if (files.length === 0) return null;
  return html`<ul class="tray" aria-label="Added files">
    ${files.map(
      (file) =>
        html`<li>
          ${
            file.type.startsWith('image/')
              ? html`<img src=${`data:${file.type};base64,${file.base64}`} alt="" />`
              : html`<${Icon} name="file" size=${32} />`
          }
          <span>${file.name}<small>${showSize(file.size)}</small></span>
          <button
            type="button"
            class="icon-button"
            aria-label=${`Remove ${file.name}`}
            onClick=${() => onFiles(files.filter((one) => one !== file))}
          >
            <${Icon} name="trash" size=${16} />
          </button>
        </li>`,
    )}
  </ul>`;
}
