import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Icon } from '../shell/icons.ts';
import type { SelectChoice } from './choices.ts';

interface Props {
  id?: string;
  label: string;
  choices: SelectChoice[];
  values: string[];
  min: number;
  max: number;
  disabled?: boolean;
  onPick: (values: string[]) => void;
}

/** Chooses one or several: a native menu for one, a list of boxes for several. */
export function Picker(props: Props): VNode {
  return props.max > 1 ? html`<${Several} ...${props} />` : html`<${One} ...${props} />`;
}

function One({ id, label, choices, values, min, disabled, onPick }: Props): VNode {
  const chosen = choices.find(({ value }) => value === values[0]);
  return html`<div class="picker">
    <select
      id=${id}
      aria-label=${id ? undefined : label}
      disabled=${disabled}
      value=${values[0] ?? ''}
      onChange=${(event: Event & { currentTarget: HTMLSelectElement }) => {
        const { value } = event.currentTarget;
        onPick(value ? [value] : []);
      }}
    >
      <option value="" disabled=${min > 0} selected=${!chosen}>${label}</option>
      ${choices.map(({ label, value }) => html`<option value=${value} selected=${value === values[0]}>${label}</option>`)}
    </select>
    ${chosen?.description && html`<small>${chosen.description}</small>`}
  </div>`;
}

function Several({ id, label, choices, values, min, max, disabled, onPick }: Props): VNode {
  const [open, setOpen] = useState(false);
  const [picked, setPicked] = useState(values);
  const root = useRef<HTMLDivElement>(null);
  const key = values.join(' ');
  useEffect(() => setPicked(values), [key]);
  function close(): void {
    setOpen(false);
    if (picked.join(' ') !== key && picked.length >= min) onPick(picked);
  }
  useEffect(() => {
    if (!open) return undefined;
    const elsewhere = (event: Event): void => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) close();
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [open, picked]);
  function toggle(value: string): void {
    const rest = picked.filter((one) => one !== value);
    if (rest.length < picked.length) setPicked(rest);
    else if (picked.length < max) setPicked([...picked, value]);
  }
  const names = choices.filter(({ value }) => picked.includes(value)).map(({ label }) => label);
  return html`<div
    class="picker"
    ref=${root}
    onKeyDown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape' || !open) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    }}
  >
    <button
      type="button"
      id=${id}
      class="picker-button"
      disabled=${disabled}
      aria-expanded=${open}
      aria-label=${id ? undefined : label}
      onClick=${() => (open ? close() : setOpen(true))}
    >
      <span>${names.join(', ') || label}</span><${Icon} name="chevron" size=${16} />
    </button>
    ${
      open &&
      html`<div class="picker-list" role="group" aria-label=${label}>
        ${choices.map(
          ({ label, value, description }) =>
            html`<label class="check">
              <input
                type="checkbox"
                checked=${picked.includes(value)}
                disabled=${!picked.includes(value) && picked.length >= max}
                onChange=${() => toggle(value)}
              />
              <span>${label}${description && html`<small>${description}</small>`}</span>
            </label>`,
        )}
        <button type="button" class="button primary" disabled=${picked.length < min} onClick=${close}>
          Done
        </button>
      </div>`
    }
  </div>`;
}
