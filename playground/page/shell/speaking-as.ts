import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { dmOf, isDm } from '../state/channels.ts';
import { nameOf } from '../state/messages.ts';
import { Avatar } from './avatar.ts';
import { Icon } from './icons.ts';
import { Menu } from './menu.ts';
import { usePage } from './page.ts';

/** Who speaks, with a menu to be somebody else. */
export function SpeakingAs(): VNode | null {
  const { state, dispatch, go } = usePage();
  const [open, setOpen] = useState(false);
  const me = state.people.find(({ user }) => user.id === state.me);
  if (!me) return null;
  const others = state.people.filter((person) => person !== me);

  function speakAs(person: string): void {
    dispatch({ type: 'speakAs', person });
    // A DM is of one person only.
    if (!isDm(state.channels[state.here])) return;
    const place = dmOf(state.channels, person) ?? Object.values(state.channels).find((one) => !isDm(one));
    if (place) go(place.id);
  }

  const items = state.people.map(({ user, managesServer }) => ({
    label: `${nameOf(state, user.id) ?? user.username}${managesServer ? ' · manages the server' : ''}`,
    checked: user.id === state.me,
    run: () => speakAs(user.id),
  }));
  return html`<div class="speaking">
    ${
      open &&
      html`<${Menu} label="Speak as" items=${items} onClose=${() => setOpen(false)}>
        ${others.map(({ user }) => {
          const name = nameOf(state, user.id) ?? user.username;
          return html`<a
            class="menu-item"
            role="menuitem"
            href=${`?as=${encodeURIComponent(name)}#${state.here}`}
            target="_blank"
            >Open a second window as ${name}</a
          >`;
        })}
      <//>`
    }
    <button
      type="button"
      class="speaking-button"
      aria-haspopup="menu"
      aria-expanded=${open}
      onPointerDown=${(event: Event) => event.stopPropagation()}
      onClick=${() => setOpen(!open)}
    >
      <${Avatar} user=${me.user} size=${32} />
      <span class="speaking-text"><small>Speaking as </small>${nameOf(state, state.me)}</span>
      <${Icon} name="chevron" size=${18} />
    </button>
  </div>`;
}
