import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { isDm, isForum, isThread, title } from '../state/channels.ts';
import { Dialog } from './dialog.ts';
import { Icon } from './icons.ts';
import { usePage } from './page.ts';
import { ThreadDialog } from './thread-dialog.ts';

/** Where one is, and what can be done with the place as a whole. */
export function Header({ onMenu, open }: { onMenu: () => void; open: boolean }): VNode {
  const { state } = usePage();
  const channel = state.channels[state.here];
  const [creating, setCreating] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const manages = state.people.find(({ user }) => user.id === state.me)?.managesServer ?? false;
  const deletable = isThread(channel) && manages;
  const parent = isThread(channel) ? state.channels[channel.parent_id ?? ''] : undefined;
  const plain = channel && !isThread(channel) && !isDm(channel) && !isForum(channel);
  const icon = isThread(channel) ? 'thread' : isForum(channel) ? 'forum' : 'hash';
  return html`<header class="header">
    <button
      type="button"
      class="icon-button menu-button"
      aria-label="Show channels"
      aria-expanded=${open}
      onClick=${onMenu}
    >
      <${Icon} name="menu" />
    </button>
    ${parent && html`<a class="crumb" href=${`#${parent.id}`}>#${parent.name}</a><span class="crumb" aria-hidden="true">›</span>`}
    ${!parent && !isDm(channel) && html`<${Icon} name=${icon} />`}
    <h1>${isDm(channel) ? title(state, channel) : channel?.name}</h1>
    ${channel && 'topic' in channel && channel.topic && html`<span class="topic">${channel.topic}</span>`}
    <span class="space"></span>
    ${plain && html`<button type="button" class="icon-button" aria-label="Create thread" title="Create thread" onClick=${() => setCreating(true)}><${Icon} name="thread" /></button>`}
    ${deletable && html`<button type="button" class="icon-button" aria-label="Delete thread" title="Delete thread" onClick=${() => setDeleting(true)}><${Icon} name="trash" /></button>`}
    ${creating && channel && html`<${ThreadDialog} channel=${channel.id} onClose=${() => setCreating(false)} />`}
    ${deleting && channel && html`<${DeleteThread} channel=${channel.id} name=${channel.name ?? ''} onClose=${() => setDeleting(false)} />`}
  </header>`;
}

function DeleteThread({
  channel,
  name,
  onClose,
}: {
  channel: string;
  name: string;
  onClose: () => void;
}): VNode {
  const { perform } = usePage();
  async function remove(): Promise<void> {
    await perform({ do: 'deleteChannel', channel });
    onClose();
  }
  return html`<${Dialog} title="Delete thread" submit="Delete" danger onSubmit=${remove} onClose=${onClose}>
    <p>“${name}” and all of its messages go, for everybody.</p>
  <//>`;
}
