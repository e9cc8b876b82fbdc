import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { dmOf, isDm } from '../state/channels.ts';
import { nameOf } from '../state/messages.ts';
import { Avatar } from './avatar.ts';
import { Icon } from './icons.ts';
import { Menu, type MenuItem } from './menu.ts';
import { usePage } from './page.ts';

/** Discord's locales that are offered: those that Bobbin speaks, and one that it does not. */
const LOCALES = ['en-US', 'de', 'fr', 'es-ES', 'pt-BR', 'ja', 'it'] as const;

/** Who speaks, with a menu to be somebody else, and to choose the language of one's client and of the server. */
export function SpeakingAs(): VNode | null {
  const { state, dispatch, go, perform } = usePage();
  const [open, setOpen] = useState<'people' | 'speak' | 'setServerLocale'>();
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

  const now = {
    speak: state.languages.people[state.me] ?? 'en-US',
    setServerLocale: state.languages.server,
  };
  const toLanguages = (label: string, which: keyof typeof now): MenuItem => ({
    label: `${label}: ${nameOfLanguage(now[which])}`,
    run: () => setOpen(which),
  });
  const languages = (which: keyof typeof now): MenuItem[] =>
    LOCALES.map((locale) => ({
      label: nameOfLanguage(locale),
      checked: locale === now[which],
      run: () => void perform({ do: which, locale }),
    }));
  const people: MenuItem[] = state.people.map(({ user, managesServer }) => ({
    label: `${nameOf(state, user.id) ?? user.username}${managesServer ? ' · manages the server' : ''}`,
    checked: user.id === state.me,
    run: () => speakAs(user.id),
  }));
  const items: MenuItem[] = [
    ...people,
    { ...toLanguages('My language', 'speak'), group: 'Language' },
    ...(me.managesServer ? [toLanguages('The server’s', 'setServerLocale')] : []),
  ];
  const close = (): void => setOpen(undefined);
  return html`<div class="speaking">
    ${
      open !== undefined &&
      open !== 'people' &&
      html`<${Menu} key=${open} label="Language" items=${languages(open)} onClose=${close} />`
    }
    ${
      open === 'people' &&
      html`<${Menu} key="people" label="Speak as" items=${items} onClose=${close}>
        <div class="menu-group" role="presentation">At the same time</div>
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
      aria-expanded=${open !== undefined}
      onPointerDown=${(event: Event) => event.stopPropagation()}
      onClick=${() => setOpen(open === undefined ? 'people' : undefined)}
    >
      <${Avatar} user=${me.user} size=${32} />
      <span class="speaking-text"><small>Speaking as </small>${nameOf(state, state.me)}</span>
      <${Icon} name="chevron" size=${18} />
    </button>
  </div>`;
}

function nameOfLanguage(locale: string): string {
  const [language = locale] = locale.split('-');
  return new Intl.DisplayNames(locale, { type: 'language' }).of(language) ?? locale;
}
