import { html } from 'htm/preact';
import type { APIChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { firstChannel } from '../state/channels.ts';
import { usePage } from './page.ts';

const KEY = 'bobbin-playground-first-steps';

/** What a newcomer may try, in the first channel. */
export function FirstSteps({ channel }: { channel: APIChannel }): VNode | null {
  const { state } = usePage();
  const [gone, setGone] = useState(localStorage.getItem(KEY) === 'gone');
  const manages = state.people.find(({ user }) => user.id === state.me)?.managesServer ?? false;
  if (gone || firstChannel(state.channels)?.id !== channel.id) return null;
  function dismiss(): void {
    localStorage.setItem(KEY, 'gone');
    setGone(true);
  }
  return html`<section class="first-steps" aria-labelledby="first-steps-title">
    <header>
      <h3 id="first-steps-title">Try Bobbin</h3>
      <button type="button" class="icon-button" aria-label="Dismiss the first steps" onClick=${dismiss}>
        ✕
      </button>
    </header>
    <ol>
      <li>Mention <strong>@Bobbin</strong> in a message: it opens a thread and answers there.</li>
      <li>Go on in the thread without mentioning it; it remembers what was said.</li>
      ${manages && html`<li>Type <strong>/settings panel</strong> to tell it how to answer here.</li>`}
    </ol>
  </section>`;
}
