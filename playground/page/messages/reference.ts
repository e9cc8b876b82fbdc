import { html } from 'htm/preact';
import { MessageType } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { Avatar } from '../shell/avatar.ts';
import { usePage } from '../shell/page.ts';
import { displayName, nameOf } from '../state/messages.ts';
import { plainText } from './plain.ts';

/** The line above a message which answers another one or a command. */
export function Reference({ message }: { message: SeenMessage }): VNode | null {
  const used = message.interaction_metadata;
  if (message.type === MessageType.Reply) return html`<${Answered} message=${message} />`;
  if (
    !used ||
    (message.type !== MessageType.ChatInputCommand && message.type !== MessageType.ContextMenuCommand)
  ) {
    return null;
  }
  return html`<div class="reference">
    <span class="reference-line" aria-hidden="true"></span>
    <${Used}
      user=${used.user.id}
      fallback=${displayName(used.user)}
      name=${commandName(message)}
      slash=${message.type === MessageType.ChatInputCommand}
    />
  </div>`;
}

function Used(props: { user: string; fallback: string; name: string; slash: boolean }): VNode {
  const { state } = usePage();
  const { user, fallback, name, slash } = props;
  return html`<span
    ><strong>${nameOf(state, user) ?? fallback}</strong> used
    <span class="command">${slash ? '/' : ''}${name}</span></span
  >`;
}

/** Only the older form of this field names the command. */
function commandName(message: SeenMessage): string {
  return message.interaction?.name ?? 'a command';
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
