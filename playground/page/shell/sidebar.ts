import { html } from 'htm/preact';
import type { APIChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import { type Branch, branches, dmOf, isForum } from '../state/channels.ts';
import { displayName, unread } from '../state/messages.ts';
import { idOf } from '../state/results.ts';
import { Avatar } from './avatar.ts';
import { Icon } from './icons.ts';
import { usePage } from './page.ts';
import { SpeakingAs } from './speaking-as.ts';

/** The server's channels with their threads, and the DM with Bobbin. */
export function Sidebar(): VNode {
  const { state } = usePage();
  return html`<nav class="sidebar" aria-label="Channels">
    <div class="server">
      <img src="/page/icon.svg" alt="" width="24" height="24" /><span>${state.guild.name}</span>
    </div>
    <div class="channel-list">
      <h2>Channels</h2>
      <ul>
        ${branches(state.channels).map((branch) => html`<${BranchItem} key=${branch.channel.id} branch=${branch} />`)}
      </ul>
      <h2>Direct messages</h2>
      <ul>
        <${DmItem} />
      </ul>
    </div>
    <p class="brand">Bobbin playground</p>
    <${SpeakingAs} />
  </nav>`;
}

function BranchItem({ branch: { channel, threads } }: { branch: Branch }): VNode {
  const { state } = usePage();
  const shown = threads.filter(
    ({ id, thread_metadata: meta }) => !meta?.archived || id === state.here || unread(state, id).messages > 0,
  );
  return html`<li>
    <${ChannelLink} channel=${channel} icon=${isForum(channel) ? 'forum' : 'hash'} />
    ${
      shown.length > 0 &&
      html`<ul class="threads" aria-label=${`Threads of ${channel.name ?? ''}`}>
        ${shown.map((thread) => html`<li key=${thread.id}><${ChannelLink} channel=${thread} /></li>`)}
      </ul>`
    }
  </li>`;
}

function ChannelLink({ channel, icon }: { channel: APIChannel; icon?: 'hash' | 'forum' }): VNode {
  const { state } = usePage();
  const { messages } = unread(state, channel.id);
  const here = state.here === channel.id;
  return html`<a
    href=${`#${channel.id}`}
    class=${messages > 0 && !here ? 'channel unread' : 'channel'}
    aria-current=${here ? 'page' : undefined}
  >
    ${icon && html`<${Icon} name=${icon} />`}
    <span class="channel-name">${channel.name}</span>
    <${UnreadMark} id=${channel.id} />
  </a>`;
}

function UnreadMark({ id }: { id: string }): VNode | null {
  const { state } = usePage();
  const { messages, mentions } = unread(state, id);
  if (messages === 0 || id === state.here) return null;
  const words = mentions > 0 ? `${mentions} mentions` : 'unread';
  return html`<span class=${mentions > 0 ? 'badge' : 'dot'}>
    ${mentions > 0 && html`<span aria-hidden="true">${mentions}</span>`}
    <span class="visually-hidden">${words}</span>
  </span>`;
}

function DmItem(): VNode | null {
  const { state, perform, go } = usePage();
  const { bot } = state;
  if (!bot) return null;
  const dm = dmOf(state.channels, state.me);
  const inside = html`<${Avatar} user=${bot} size=${28} /><span class="channel-name"
      >${displayName(bot)}</span
    >`;
  async function open(): Promise<void> {
    const outcome = await perform({ do: 'openDm' });
    const id = outcome.ok ? idOf(outcome.result) : undefined;
    if (id) go(id);
  }
  if (!dm) return html`<li><button type="button" class="channel" onClick=${open}>${inside}</button></li>`;
  const here = state.here === dm.id;
  return html`<li>
    <a
      href=${`#${dm.id}`}
      class=${unread(state, dm.id).messages > 0 && !here ? 'channel unread' : 'channel'}
      aria-current=${here ? 'page' : undefined}
      >${inside}<${UnreadMark} id=${dm.id}
    /></a>
  </li>`;
}
