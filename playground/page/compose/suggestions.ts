import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface Suggestion {
  key: string;
  name: string;
  text: string;
}

interface Props<T extends Suggestion> {
  title: string;
  list: T[];
  active: number;
  onChoose: (one: T) => void;
  onActive: (index: number) => void;
}

/** The list above the composer. The focus stays in the text box, which says what is active. */
export function Suggestions<T extends Suggestion>({
  title,
  list,
  active,
  onChoose,
  onActive,
}: Props<T>): VNode {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    root.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return html`<div class="suggestions" ref=${root}>
    <p class="suggestions-title" aria-hidden="true">${title}</p>
    <div role="listbox" id="suggestions" aria-label=${title}>
      ${list.map(
        (one, index) =>
          html`<div
            key=${one.key}
            role="option"
            id=${`suggestion-${one.key.replaceAll(' ', '-')}`}
            class="suggestion"
            aria-selected=${index === active}
            onPointerMove=${() => index !== active && onActive(index)}
            onPointerDown=${(event: Event) => event.preventDefault()}
            onClick=${() => onChoose(one)}
          >
            <strong>${one.name}</strong><span>${one.text}</span>
          </div>`,
      )}
    </div>
  </div>`;
}
