import { html } from 'htm/preact';
import type { VNode } from 'preact';

import { Picker } from '../components/picker.ts';
import { Field } from '../shell/field.ts';
import type { ModalField } from './fields.ts';

interface Props {
  field: Exclude<ModalField, { kind: 'note' }>;
  value: string | string[];
  problem: string | undefined;
  onChange: (value: string | string[]) => void;
}

/** One field of a modal. */
export function ModalFieldView({ field, value, problem, onChange }: Props): VNode {
  const id = `modal-${field.customId}`;
  const { label, description, required } = field;
  const hint = description ? `${id}-hint` : undefined;
  const typed = (event: InputEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement }): void =>
    onChange(event.currentTarget.value);

  if (field.kind === 'check') {
    return html`<label class="check">
      <input
        type="checkbox"
        checked=${value === 'true'}
        onChange=${() => onChange(String(value !== 'true'))}
      />
      <span>${label}${description && html`<small>${description}</small>`}</span>
    </label>`;
  }
  if (field.kind === 'choice') {
    return html`<${Field} ...${{ id, label, description, required, problem }}>
      <${Picker}
        id=${id}
        label=${field.placeholder}
        choices=${field.choices}
        values=${Array.isArray(value) ? value : []}
        min=${field.min}
        max=${field.max}
        onPick=${onChange}
      />
    <//>`;
  }
  const count = field.max < 4000 || value.length > 3000 ? { used: value.length, most: field.max } : undefined;
  const common = {
    id,
    value,
    maxlength: field.max,
    placeholder: field.placeholder,
    required,
    'aria-describedby': hint,
    'aria-invalid': problem !== undefined,
    onInput: typed,
  };
  return html`<${Field} ...${{ id, label, description, required, problem, count }}>
    ${field.long ? html`<textarea rows="5" ...${common}></textarea>` : html`<input autocomplete="off" ...${common} />`}
  <//>`;
}
