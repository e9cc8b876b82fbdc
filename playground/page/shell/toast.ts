import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';

import { usePage } from './page.ts';

/** How long a sentence stays, in milliseconds. */
const STAYS = 8000;

/** What went wrong with the last deed, in one sentence. */
export function Toast(): VNode {
  const { state, dispatch } = usePage();
  const { toast } = state;
  useEffect(() => {
    if (!toast) return undefined;
    const timer = setTimeout(() => dispatch({ type: 'closeToast' }), STAYS);
    return () => clearTimeout(timer);
  }, [toast]);
  return html`<div class="toasts" role="alert">
    ${
      toast &&
      html`<div class="toast">
        <span>${toast.text}</span>
        <button
          type="button"
          class="icon-button"
          aria-label="Close"
          onClick=${() => dispatch({ type: 'closeToast' })}
        >
          ✕
        </button>
      </div>`
    }
  </div>`;
}
