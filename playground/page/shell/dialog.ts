import { html } from 'htm/preact';
import type { ComponentChildren, VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  title: string;
  submit: string;
  children?: ComponentChildren;
  busy?: boolean;
  danger?: boolean;
  onSubmit: () => void;
  onClose: () => void;
}

/** A dialog with a form: the browser keeps the focus within, Escape closes, Enter in a line sends. */
export function Dialog({
  title,
  submit,
  children,
  busy = false,
  danger = false,
  onSubmit,
  onClose,
}: Props): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>('input, textarea, select, [data-first]')?.focus();
  }, []);
  return html`<dialog
    class="dialog"
    aria-labelledby="dialog-title"
    ref=${dialog}
    onCancel=${(event: Event) => {
      event.preventDefault();
      onClose();
    }}
    onClose=${onClose}
    onPointerDown=${(event: Event) => {
      if (event.target === dialog.current) onClose();
    }}
  >
    <form
      novalidate
      onSubmit=${(event: Event) => {
        event.preventDefault();
        if (!busy) onSubmit();
      }}
    >
      <header>
        <h2 id="dialog-title">${title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick=${onClose}>✕</button>
      </header>
      <div class="dialog-body">${children}</div>
      <footer>
        <button type="button" class="button plain" onClick=${onClose}>Cancel</button>
        <button
          type="submit"
          class=${danger ? 'button danger' : 'button primary'}
          disabled=${busy}
          data-first
        >
          ${busy ? html`<${Dots} /><span class="visually-hidden">${submit}</span>` : submit}
        </button>
      </footer>
    </form>
  </dialog>`;
}

/** Three dots which move while something is waited for. */
export function Dots(): VNode {
  return html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>`;
}
