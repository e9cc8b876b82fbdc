import { html } from 'htm/preact';
import type { ComponentChildren, VNode } from 'preact';

interface Props {
  id: string;
  label: string;
  description?: string | undefined;
  required?: boolean;
  problem?: string | undefined;
  count?: { used: number; most: number } | undefined;
  children?: ComponentChildren;
}

/** A control with its label, what it is for, and what is wrong with it. */
export function Field({ id, label, description, required = false, problem, count, children }: Props): VNode {
  return html`<div class=${problem ? 'field wrong' : 'field'}>
    <label for=${id}>${label}${required && html`<span class="star" aria-hidden="true"> *</span>`}</label>
    ${description && html`<p class="hint" id=${`${id}-hint`}>${description}</p>`} ${children}
    <div class="below">
      <p class="problem" role="alert">${problem}</p>
      ${count && html`<span class="count" aria-hidden="true">${count.used}/${count.most}</span>`}
    </div>
  </div>`;
}
