import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import type { SeenMessage } from '../../protocol.ts';
import { messageCommands } from '../compose/slash.ts';
import { Dialog } from '../shell/dialog.ts';
import { Icon, type IconName } from '../shell/icons.ts';
import { Menu, type MenuItem } from '../shell/menu.ts';
import { type Page, usePage } from '../shell/page.ts';
import { ThreadDialog } from '../shell/thread-dialog.ts';
import { isDm, isThread } from '../state/channels.ts';
import { isEphemeral, isTyped } from '../state/messages.ts';
import type { State } from '../state/state.ts';
import { plainText } from './plain.ts';

type Asking = 'thread' | 'delete' | undefined;

interface Allowed {
  edit: boolean;
  remove: boolean;
  reply: boolean;
  thread: boolean;
}

function allowed(state: State, message: SeenMessage): Allowed {
  const manages = state.people.find(({ user }) => user.id === state.me)?.managesServer ?? false;
  const own = message.author.id === state.me;
  const channel = state.channels[message.channel_id];
  const lasting = !isEphemeral(message);
  return {
    edit: own && isTyped(message),
    remove: lasting && (own || (manages && !isDm(channel))),
    reply: lasting,
    thread: lasting && !isThread(channel) && !isDm(channel) && !state.channels[message.id],
  };
}

/** The buttons which appear on a message. */
export function Toolbar(props: {
  message: SeenMessage;
  onMore: (at: { x: number; y: number }) => void;
}): VNode {
  const { state, dispatch } = usePage();
  const { message, onMore } = props;
  const [asking, setAsking] = useState<Asking>();
  const can = allowed(state, message);
  return html`<div class="toolbar" role="toolbar" aria-label="Message actions">
      ${can.edit && tool('Edit', 'pencil', () => dispatch({ type: 'edit', message: message.id }))}
      ${can.reply && tool('Reply', 'reply', () => reply(message, dispatch))}
      ${can.thread && tool('Create thread', 'thread', () => setAsking('thread'))}
      ${can.remove && tool('Delete', 'trash', () => setAsking('delete'))}
      ${tool('More', 'more', (event) => {
        const { left, bottom } = box(event);
        onMore({ x: left, y: bottom + 4 });
      })}
    </div>
    <${Asked} message=${message} asking=${asking} onClose=${() => setAsking(undefined)} />`;
}

function tool(name: string, icon: IconName, run: (event: MouseEvent) => void): VNode {
  return html`<button type="button" class="icon-button" aria-label=${name} title=${name} onClick=${run}>
    <${Icon} name=${icon} />
  </button>`;
}

function box(event: MouseEvent): { left: number; bottom: number } {
  return event.currentTarget instanceof Element
    ? event.currentTarget.getBoundingClientRect()
    : { left: event.clientX, bottom: event.clientY };
}

/** The context menu of a message, with the commands which apps offer for messages. */
export function MessageMenu(props: {
  message: SeenMessage;
  at: { x: number; y: number };
  onClose: () => void;
}): VNode {
  const { state, dispatch, interact } = usePage();
  const { message, at, onClose } = props;
  const [asking, setAsking] = useState<Asking>();
  if (asking) return html`<${Asked} message=${message} asking=${asking} onClose=${onClose} />`;
  const can = allowed(state, message);
  const channel = message.channel_id;
  const place = {
    dm: isDm(state.channels[channel]),
    managesServer: state.people.find(({ user }) => user.id === state.me)?.managesServer ?? false,
  };
  const items: (MenuItem | false)[] = [
    can.edit && {
      label: 'Edit message',
      icon: 'pencil',
      run: () => dispatch({ type: 'edit', message: message.id }),
    },
    can.reply && { label: 'Reply', icon: 'reply', run: () => reply(message, dispatch) },
    can.thread && { label: 'Create thread', icon: 'thread', run: () => setAsking('thread') },
    { label: 'Copy text', icon: 'copy', run: () => void navigator.clipboard.writeText(message.content) },
    can.remove && { label: 'Delete message', icon: 'trash', danger: true, run: () => setAsking('delete') },
    ...(isEphemeral(message) ? [] : messageCommands(state.commands, place)).map((name, index) => ({
      label: name,
      icon: 'apps' as const,
      ...(index === 0 && { group: 'Apps' }),
      run: () =>
        void interact({ do: 'messageCommand', channel, name, message: message.id }, { channel, label: name }),
    })),
  ];
  // The dialog which an item opens takes the menu's place.
  const close = (): void => void setTimeout(() => setAsking((now) => (now ? now : (onClose(), now))));
  return html`<${Menu}
    label="Message"
    at=${at}
    items=${items.filter((item) => item !== false)}
    onClose=${close}
  />`;
}

function Asked(props: { message: SeenMessage; asking: Asking; onClose: () => void }): VNode | null {
  const { state, perform } = usePage();
  const { message, asking, onClose } = props;
  if (asking === 'thread') {
    return html`<${ThreadDialog} channel=${message.channel_id} message=${message} onClose=${onClose} />`;
  }
  if (asking !== 'delete') return null;
  async function remove(): Promise<void> {
    await perform({ do: 'delete', channel: message.channel_id, message: message.id });
    onClose();
  }
  return html`<${Dialog} title="Delete message" submit="Delete" danger onSubmit=${remove} onClose=${onClose}>
    <p>Are you sure that this message should go?</p>
    <blockquote class="quoted">${plainText(state, message.content) || 'A message without text'}</blockquote>
  <//>`;
}

function reply(message: SeenMessage, dispatch: Page['dispatch']): void {
  dispatch({ type: 'reply', channel: message.channel_id, message: message.id });
  document.getElementById('composer')?.focus();
}
