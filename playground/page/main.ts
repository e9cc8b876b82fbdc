import { html, render } from 'htm/preact';

import type { Deed } from '../protocol.ts';
import { App } from './shell/app.ts';
import type { Outcome, Page } from './shell/page.ts';
import { interactionOf } from './state/results.ts';
import { connect } from './state/socket.ts';
import { createStore } from './state/store.ts';

const store = createStore(queueMicrotask);
const wanted = new URLSearchParams(location.search).get('as')?.toLowerCase();

const line = connect(location.origin.replace(/^http/, 'ws') + '/page', {
  changed: (state) => store.dispatch({ type: 'socket', state }),
  heard: (message) => {
    const now = Date.now();
    if (message.type === 'event') return store.dispatch({ type: 'event', event: message.event, now });
    const first = !store.get().ready;
    store.dispatch({ type: 'snapshot', snapshot: message.snapshot, now });
    if (first) begin();
  },
});

/** The address says as whom and where to begin. */
function begin(): void {
  const person = store
    .get()
    .people.find(({ user, member }) =>
      [user.username, user.global_name, member.nick].some((name) => name?.toLowerCase() === wanted),
    );
  if (person) store.dispatch({ type: 'speakAs', person: person.user.id });
  followAddress();
}

function followAddress(): void {
  const channel = location.hash.slice(1);
  if (store.get().channels[channel]) store.dispatch({ type: 'go', channel });
}
addEventListener('hashchange', followAddress);

async function perform(deed: Deed): Promise<Outcome> {
  try {
    return { ok: true, result: await line.perform(store.get().me, deed) };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    store.dispatch({ type: 'toast', text, now: Date.now() });
    return { ok: false };
  }
}

const page: Omit<Page, 'state'> = {
  dispatch: (action) => store.dispatch(action),
  perform,
  async interact(deed, origin) {
    const outcome = await perform(deed);
    const interaction = outcome.ok ? interactionOf(outcome.result) : undefined;
    if (interaction) store.dispatch({ type: 'sent', interaction, origin });
    return outcome;
  },
  go(channel) {
    store.dispatch({ type: 'go', channel });
    location.hash = channel;
  },
};

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(html`<${App} store=${store} page=${page} />`, root);
}
