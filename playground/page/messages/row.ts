import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { showMoment } from '../markdown/time.ts';
import { Avatar } from '../shell/avatar.ts';
import { usePage } from '../shell/page.ts';
import {
  displayName,
  isEphemeral,
  isSystem,
  mentionsMe,
  nameOf,
  type Row,
  starterOf,
} from '../state/messages.ts';
import { Body } from './body.ts';
import { EditBox } from './edit-box.ts';
import { MessageMenu, Toolbar } from './actions.ts';
import { Reference } from './reference.ts';
import { SystemLine } from './system.ts';

/** A message in the list. */
export function MessageRow({ row }: { row: Row }): VNode {
  const { state } = usePage();
  const { follows } = row;
  const message = starterOf(state, row.message) ?? row.message;
  const [menu, setMenu] = useState<{ x: number; y: number } | undefined>();
  if (isSystem(message)) return html`<${SystemLine} message=${message} />`;
  const name = nameOf(state, message.author.id) ?? displayName(message.author);
  const classes = ['message'];
  if (follows) classes.push('follows');
  if (mentionsMe(state, message)) classes.push('for-me');
  if (isEphemeral(message)) classes.push('ephemeral');
  const moment = new Date(message.timestamp);
  return html`<article
    class=${classes.join(' ')}
    tabindex="0"
    data-message=${message.id}
    aria-label=${`Message of ${name}`}
    onContextMenu=${(event: MouseEvent) => {
      if (event.target instanceof Element && event.target.closest('a, textarea')) return;
      event.preventDefault();
      setMenu({ x: event.clientX, y: event.clientY });
    }}
  >
    <${Reference} message=${message} />
    <div class="gutter">
      ${follows ? html`<time class="small-time">${clock(moment)}</time>` : html`<${Avatar} user=${message.author} />`}
    </div>
    <div class="content">
      ${
        !follows &&
        html`<header class="byline">
          <strong class=${message.author.bot ? 'name bot' : 'name'}>${name}</strong>
          ${message.author.bot && html`<span class="tag">APP</span>`}
          <time datetime=${message.timestamp}>${showMoment(moment, new Date())}</time>
        </header>`
      }
      ${
        state.editing === message.id
          ? html`<${EditBox} message=${message} />`
          : html`<${Body} message=${message} />`
      }
    </div>
    ${state.editing !== message.id && html`<${Toolbar} message=${message} onMore=${setMenu} />`}
    ${menu && html`<${MessageMenu} message=${message} at=${menu} onClose=${() => setMenu(undefined)} />`}
  </article>`;
}

function clock(moment: Date): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(moment);
}
