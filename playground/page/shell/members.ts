import { html } from 'htm/preact';
import type { VNode } from 'preact';

import { isDm } from '../state/channels.ts';
import { displayName, nameOf } from '../state/messages.ts';
import { Avatar } from './avatar.ts';
import { usePage } from './page.ts';

/** Who is on the server, and whether Bobbin is there. */
export function Members(): VNode | null {
  const { state } = usePage();
  const { bot } = state;
  if (isDm(state.channels[state.here])) return null;
  return html`<aside class="members" aria-label="Members">
    ${
      bot &&
      html`<h2>App</h2>
        <div class=${state.online ? 'member' : 'member away'}>
          <${Avatar} user=${bot} size=${32} />
          <span>${displayName(bot)}<small>${state.online ? 'Online' : 'Offline'}</small></span>
        </div>`
    }
    <h2>People</h2>
    ${state.people.map(
      ({ user, managesServer }) =>
        html`<div class="member" key=${user.id}>
          <${Avatar} user=${user} size=${32} />
          <span>${nameOf(state, user.id)}${managesServer && html`<small>Manages the server</small>`}</span>
        </div>`,
    )}
  </aside>`;
}
