import { html } from 'htm/preact';
import { type APIUser, MessageType } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { Avatar } from '../shell/avatar.ts';
import { usePage } from '../shell/page.ts';
import { displayName, nameOf } from '../state/messages.ts';
import { plainText } from './plain.ts';

/** The line above a message which answers another one or a command. */
export function Reference({ message }: { message: SeenMessage }): VNode | null {
  if (message.type === MessageType.Reply) return html`<${Answered} message=${message} />`;
  const slash = message.type === MessageType.ChatInputCommand;
  if (!slash && message.type !== MessageType.ContextMenuCommand) return null;
  const { user } = message.interaction_metadata ?? {};
  // Only the older form of this field names the command; an answer to a modal has no name at all.
  const name = message.interaction?.name;
  return user && name ? html`<${Used} user=${user} label=${slash ? `/${name}` : name} />` : null;
}

/** "Ada used /help" */
export function Used({ user, label }: { user: APIUser; label: string }): VNode {
  const { state } = usePage();
  return html`<div class="reference">
    <span class="reference-line" aria-hidden="true"></span>
    <span>
      <strong>${nameOf(state, user.id) ?? displayName(user)}</strong> used${' '}
      <span class="command">${label}</span>
    </span>
  </div>`;
}

function Answered({ message }: { message: SeenMessage }): VNode {
  const { state } = usePage();
  const id = message.message_reference?.message_id;
  const known = (state.messages[message.channel_id] ?? []).find((one) => one.id === id);
  // What is in the list is newer than what was sent along.
  const target = known ?? message.referenced_message;
  if (!target) {
    return html`<div class="reference">
      <span class="reference-line" aria-hidden="true"></span><em>The original message was deleted</em>
    </div>`;
  }
  const name = nameOf(state, target.author.id) ?? displayName(target.author);
  return html`<div class="reference">
    <span class="reference-line" aria-hidden="true"></span>
    <${Avatar} user=${target.author} size=${16} />
    <strong>${name}</strong>
    <button
      type="button"
      class="reference-text"
      aria-label=${`Go to the answered message of ${name}`}
      onClick=${() => jump(target.id)}
    >
      ${plainText(state, target.content) || 'Click to see the attachment'}
    </button>
  </div>`;
}

function jump(id: string): void {
  const target = document.querySelector<HTMLElement>(`[data-message="${CSS.escape(id)}"]`);
  target?.scrollIntoView({ block: 'center' });
  target?.focus({ preventScroll: true });
}
