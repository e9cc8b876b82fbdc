import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import { Markdown } from '../markdown/markdown.ts';
import { Dialog } from '../shell/dialog.ts';
import { usePage } from '../shell/page.ts';
import type { OpenModal } from '../state/state.ts';
import { fieldsOf, initialValues, type ModalValues, problemWith } from './fields.ts';
import { ModalFieldView } from './field-view.ts';

/** The modal which Bobbin opened, if any. */
export function ModalDialog(): VNode | null {
  const { modal } = usePage().state;
  return modal ? html`<${Form} key=${modal.modal.custom_id} open=${modal} />` : null;
}

function Form({ open }: { open: OpenModal }): VNode {
  const { state, dispatch, interact } = usePage();
  const { channel, modal } = open;
  const fields = useMemo(() => fieldsOf(state, modal.components), [modal]);
  const [values, setValues] = useState<ModalValues>(() => initialValues(fields));
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const problemOf = (field: (typeof fields)[number]): string | undefined =>
    field.kind === 'note' ? undefined : problemWith(field, values[field.customId] ?? '');

  async function submit(): Promise<void> {
    setTried(true);
    if (fields.some(problemOf)) return;
    setBusy(true);
    const origin = { channel, label: modal.title };
    const outcome = await interact({ do: 'submitModal', channel, customId: modal.custom_id, values }, origin);
    setBusy(false);
    if (outcome.ok) dispatch({ type: 'closeModal' });
  }
  return html`<${Dialog}
    title=${modal.title}
    submit="Submit"
    busy=${busy}
    onSubmit=${submit}
    onClose=${() => dispatch({ type: 'closeModal' })}
  >
    ${fields.map((field) =>
      field.kind === 'note'
        ? html`<${Markdown} text=${field.text} />`
        : html`<${ModalFieldView}
            key=${field.customId}
            field=${field}
            value=${values[field.customId] ?? ''}
            problem=${tried ? problemOf(field) : undefined}
            onChange=${(value: string | string[]) => setValues((now) => ({ ...now, [field.customId]: value }))}
          />`,
    )}
  <//>`;
}
