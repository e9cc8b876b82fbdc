import { html } from 'htm/preact';
import type { VNode } from 'preact';

import { usePage } from '../shell/page.ts';
import { displayName, nameOf } from '../state/messages.ts';

/** Says whom the next message answers. */
export function ReplyBar({ channel, message }: { channel: string; message: string }): VNode | null {
  const { state, dispatch } = usePage();
  const target = (state.messages[channel] ?? []).find(({ id }) => id === message);
  if (!target) return null;
  return html`<div class="reply-bar">
    <span>Replying to <strong>${nameOf(state, target.author.id) ?? displayName(target.author)}</strong></span>
    <button
      type="button"
      class="icon-button"
      aria-label="Stop replying"
      onClick=${() => dispatch({ type: 'reply', channel, message: undefined })}
    >
      ✕
    </button>
  </div>`;
}
