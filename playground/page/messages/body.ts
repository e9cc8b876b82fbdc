import { html } from 'htm/preact';
import { MessageFlags } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { Components } from '../components/components.ts';
import { Markdown } from '../markdown/markdown.ts';
import { Dots } from '../shell/dialog.ts';
import { Icon } from '../shell/icons.ts';
import { usePage } from '../shell/page.ts';
import { displayName, has, isEphemeral, isThinking, nameOf, visibleMessages } from '../state/messages.ts';
import { Attachments } from './attachments.ts';
import { Embed } from './embed.ts';

/** What a message says and holds. */
export function Body({ message }: { message: SeenMessage }): VNode {
  const { state, dispatch } = usePage();
  const edited = message.edited_timestamp !== null && message.edited_timestamp !== undefined;
  const embeds = has(message, MessageFlags.SuppressEmbeds) ? [] : message.embeds;
  const failed = Object.entries(state.interactions).find(
    ([, one]) =>
      one.state === 'failed' &&
      one.person === state.me &&
      one.origin?.message === message.id &&
      one.origin.label === '',
  );
  return html`
    ${isThinking(message) && html`<${Thinking} name=${nameOf(state, message.author.id) ?? displayName(message.author)} />`}
    ${message.content && html`<${Markdown} text=${message.content} everyone=${message.mention_everyone} />`}
    ${edited && !isThinking(message) && html`<span class="edited">(edited)</span>`}
    ${embeds.map((embed) => html`<${Embed} embed=${embed} message=${message} />`)}
    <${Attachments} message=${message} />
    ${(message.components?.length ?? 0) > 0 && html`<${Components} message=${message} />`}
    ${failed && html`<p class="failure" role="alert">The application did not respond.</p>`}
    ${
      isEphemeral(message) &&
      html`<p class="only-you">
        <${Icon} name="eye" size=${16} /> Only you can see this ·
        <button
          type="button"
          class="link"
          onClick=${() => dispatch({ type: 'dismiss', message: message.id })}
        >
          Dismiss message
        </button>
      </p>`
    }
    <${ThreadChip} message=${message} />
  `;
}

/** What stands in the place of an answer which is being made. */
export function Thinking({ name }: { name: string }): VNode {
  return html`<p class="thinking"><${Dots} /> ${name} is thinking…</p>`;
}

function ThreadChip({ message }: { message: SeenMessage }): VNode | null {
  const { state } = usePage();
  const thread = state.channels[message.id] ?? (message.thread && state.channels[message.thread.id]);
  if (!thread || thread.id === state.here) return null;
  const all = visibleMessages(state, thread.id);
  const last = all.at(-1);
  const count = all.length === 1 ? '1 message' : `${all.length} messages`;
  return html`<a
    class="thread-chip"
    href=${`#${thread.id}`}
    aria-label=${`Open the thread ${thread.name ?? ''}`}
  >
    <span class="thread-top"><strong>${thread.name}</strong><span class="see">${count} ›</span></span>
    ${last && html`<small>${nameOf(state, last.author.id) ?? displayName(last.author)} wrote last</small>`}
  </a>`;
}
