import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { ModalDialog } from '../modal/modal.ts';
import { isForum } from '../state/channels.ts';
import type { Store } from '../state/store.ts';
import { Banner } from './banner.ts';
import { Conversation } from './conversation.ts';
import { Forum } from './forum.ts';
import { Header } from './header.ts';
import { Members } from './members.ts';
import { type Page, PageContext } from './page.ts';
import { Sidebar } from './sidebar.ts';
import { Toast } from './toast.ts';

/** The whole page. */
export function App({ store, page }: { store: Store; page: Omit<Page, 'state'> }): VNode {
  const [state, setState] = useState(store.get());
  const [menu, setMenu] = useState(false);
  useEffect(() => {
    setState(store.get());
    return store.subscribe(() => setState(store.get()));
  }, [store]);
  const channel = state.channels[state.here];
  useEffect(() => setMenu(false), [state.here]);
  useEffect(() => {
    document.title = channel?.name ? `${channel.name} – Bobbin playground` : 'Bobbin playground';
  }, [channel?.name]);

  if (!state.ready) {
    const text = state.socket === 'lost' ? 'The playground does not answer. Trying again…' : 'Connecting…';
    return html`<p class="loading" role="status">${text}</p>`;
  }
  return html`<${PageContext.Provider} value=${{ ...page, state }}>
    <div
      class=${menu ? 'page menu-open' : 'page'}
      onKeyDown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') setMenu(false);
      }}
    >
      <${Sidebar} />
      <div class="scrim" onClick=${() => setMenu(false)}></div>
      <main class="middle">
        <${Banner} />
        <${Header} onMenu=${() => setMenu(!menu)} open=${menu} />
        <div class="columns">
          ${
            isForum(channel)
              ? html`<${Forum} key=${state.here} forum=${channel} />`
              : channel && html`<${Conversation} key=${`${state.me} ${state.here}`} channel=${channel} />`
          }
          ${!channel && html`<p class="empty-page">There is no channel to show.</p>`}
          <${Members} />
        </div>
      </main>
      <${ModalDialog} />
      <${Toast} />
    </div>
  <//>`;
}
