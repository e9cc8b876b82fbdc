import { html } from 'htm/preact';
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { Icon, type IconName } from './icons.ts';

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** For a choice of one. */
  checked?: boolean;
  /** A line above the item, with a title of its group. */
  group?: string;
  run: () => void;
}

interface Props {
  label: string;
  items: MenuItem[];
  /** Where it opens; beside its parent when missing. */
  at?: { x: number; y: number } | undefined;
  children?: ComponentChildren;
  onClose: () => void;
}

/** A menu: arrows move, Enter chooses, Escape and a click elsewhere close. */
export function Menu({ label, items, at, children, onClose }: Props): VNode {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const before = document.activeElement;
    buttons(menu.current)[0]?.focus();
    if (at && menu.current) keepInside(menu.current);
    const elsewhere = (event: Event): void => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) onClose();
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => {
      document.removeEventListener('pointerdown', elsewhere);
      if (before instanceof HTMLElement && before.isConnected && !isElsewhere(menu.current)) before.focus();
    };
  }, []);

  function move(event: KeyboardEvent): void {
    const all = buttons(menu.current);
    const index = all.findIndex((button) => button === document.activeElement);
    const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all.at(next % all.length)?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
  }

  const style = at ? `position:fixed;left:${at.x}px;top:${at.y}px` : '';
  return html`<div class="menu" role="menu" aria-label=${label} ref=${menu} style=${style} onKeyDown=${move}>
    ${items.map(
      (item) =>
        html`${item.group && html`<div class="menu-group" role="presentation">${item.group}</div>`}
          <button
            type="button"
            role=${item.checked === undefined ? 'menuitem' : 'menuitemradio'}
            aria-checked=${item.checked}
            class=${item.danger ? 'menu-item danger' : 'menu-item'}
            onClick=${() => {
              onClose();
              item.run();
            }}
          >
            <span>${item.label}</span>
            ${item.icon && html`<${Icon} name=${item.icon} size=${18} />`}
            ${item.checked && html`<span aria-hidden="true">✓</span>`}
          </button>`,
    )}
    ${children}
  </div>`;
}

function buttons(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
}

/** Whether what was chosen has moved the focus on, as a dialog does. */
function isElsewhere(menu: HTMLElement | null): boolean {
  const focused = document.activeElement;
  return focused !== null && focused !== document.body && !menu?.contains(focused);
}

function keepInside(menu: HTMLElement): void {
  const { right, bottom, width, height } = menu.getBoundingClientRect();
  if (right > innerWidth) menu.style.left = `${Math.max(8, innerWidth - width - 8)}px`;
  if (bottom > innerHeight) menu.style.top = `${Math.max(8, innerHeight - height - 8)}px`;
}
