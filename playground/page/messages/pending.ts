import { html } from 'htm/preact';
import type { VNode } from 'preact';

import { Avatar } from '../shell/avatar.ts';
import { usePage } from '../shell/page.ts';
import { interactionsIn } from '../state/interactions.ts';
import { displayName } from '../state/messages.ts';
import { Thinking } from './body.ts';
import { Used } from './reference.ts';

/** Commands which were sent and have no answer yet, or never got one. */
export function Pending({ channel }: { channel: string }): VNode {
  const { state, dispatch } = usePage();
  const { bot } = state;
  const me = state.people.find(({ user }) => user.id === state.me);
  const answeredBy = new Set(
    (state.messages[channel] ?? []).map((message) => message.interaction_metadata?.id).filter(Boolean),
  );
  const open = interactionsIn(state, channel).filter(
    ([id, { origin }]) => origin.label !== '' && !answeredBy.has(id),
  );
  return html`${open.map(
    ([id, { state: now, origin }]) =>
      html`<div class="message pending" key=${id}>
        ${me && html`<${Used} user=${me.user} label=${origin.label} />`}
        <div class="gutter">${bot && html`<${Avatar} user=${bot} />`}</div>
        <div class="content">
          ${bot && html`<header class="byline"><strong class="name bot">${displayName(bot)}</strong><span class="tag">APP</span></header>`}
          ${
            now === 'failed'
              ? html`<p class="failure" role="alert">
                  The application did not respond. · ${' '}<button
                    type="button"
                    class="link"
                    onClick=${() => dispatch({ type: 'dismissFailure', interaction: id })}
                  >
                    Dismiss
                  </button>
                </p>`
              : html`<${Thinking} name=${bot ? displayName(bot) : 'Bobbin'} />`
          }
        </div>
      </div>`,
  )}`;
}
