import { html } from 'htm/preact';
import { MessageType } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { SeenMessage } from '../../protocol.ts';
import { showMoment } from '../markdown/time.ts';
import { Icon } from '../shell/icons.ts';
import { usePage } from '../shell/page.ts';
import { displayName, nameOf } from '../state/messages.ts';

/** A line such as "Ada started a thread". */
export function SystemLine({ message }: { message: SeenMessage }): VNode {
  const { state } = usePage();
  const name = nameOf(state, message.author.id) ?? displayName(message.author);
  return html`<div class="system" data-message=${message.id}>
    <${Icon} name=${message.type === MessageType.ThreadCreated ? 'thread' : 'more'} size=${18} />
    <span>
      ${said(message, name)} ${' '}<time datetime=${message.timestamp}
        >${showMoment(new Date(message.timestamp), new Date())}</time
      >
    </span>
  </div>`;
}

type Said = (message: SeenMessage, name: VNode) => VNode;

const SAID: Partial<Record<MessageType, Said>> = {
  [MessageType.ThreadCreated]: ({ id, content, message_reference: reference }, name) =>
    html`${name} started a thread: <a href=${`#${reference?.channel_id ?? id}`}>${content}</a>`,
  [MessageType.ChannelNameChange]: ({ content }, name) =>
    html`${name} changed the name to <strong>${content}</strong>`,
  [MessageType.RecipientAdd]: ({ mentions }, name) =>
    html`${name} added ${mentions.map(displayName).join(', ') || 'somebody'} to the thread`,
  [MessageType.ChannelPinnedMessage]: (_, name) => html`${name} pinned a message`,
  [MessageType.UserJoin]: (_, name) => html`${name} joined the server`,
  [MessageType.ThreadStarterMessage]: () => html`The message which began this thread is gone`,
};

function said(message: SeenMessage, name: string): VNode {
  const author = html`<strong>${name}</strong>`;
  return SAID[message.type]?.(message, author) ?? html`${message.content || `${name} did something`}`;
}
