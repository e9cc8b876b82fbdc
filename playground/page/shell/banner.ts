import { html } from 'htm/preact';
import type { VNode } from 'preact';

import { usePage } from './page.ts';

/** Says what is not there at the moment: the look-alike, or Bobbin. */
export function Banner(): VNode {
  const { state } = usePage();
  const text =
    state.socket === 'lost'
      ? 'The connection to the playground was lost. Connecting again…'
      : state.online
        ? ''
        : 'Bobbin is offline. It answers what you write once it is back.';
  return html`<div role="status" class=${text ? 'banner' : 'visually-hidden'}>${text}</div>`;
}
