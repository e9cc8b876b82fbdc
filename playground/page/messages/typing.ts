import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { Dots } from '../shell/dialog.ts';
import { usePage } from '../shell/page.ts';
import { typists } from '../state/messages.ts';

/** "Bobbin is typing…" */
export function Typing({ channel }: { channel: string }): VNode {
  const { state } = usePage();
  const [now, setNow] = useState(Date.now());
  const ends = Math.max(0, ...Object.values(state.typing[channel] ?? {}));
  useEffect(() => {
    setNow(Date.now());
    const timer = setTimeout(() => setNow(Date.now()), Math.max(0, ends - Date.now()) + 20);
    return () => clearTimeout(timer);
  }, [ends]);
  const names = typists(state, channel, Math.max(now, Date.now()));
  const text = names.length > 3 ? 'Several people are typing…' : sentence(names);
  return html`<div class="typing" aria-live="polite">${text && html`<${Dots} /> <span>${text}</span>`}</div>`;
}

function sentence(names: string[]): string {
  if (names.length === 0) return '';
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
  return `${list} ${names.length === 1 ? 'is' : 'are'} typing…`;
}
