import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import type { SeenMessage } from '../../protocol.ts';
import { idOf } from '../state/results.ts';
import { Dialog } from './dialog.ts';
import { Field } from './field.ts';
import { usePage } from './page.ts';

/** Discord's limit for the name of a thread or the title of a post, in characters. */
export const NAME_LENGTH = 100;

/** Asks for the name of a new thread, opened from a message or from the channel. */
export function ThreadDialog(props: { channel: string; message?: SeenMessage; onClose: () => void }): VNode {
  const { perform, go } = usePage();
  const { channel, message, onClose } = props;
  const [name, setName] = useState('');
  const [isPrivate, setPrivate] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  async function create(): Promise<void> {
    if (!name.trim()) return setProblem('A thread needs a name.');
    setBusy(true);
    const outcome = await perform({
      do: 'startThread',
      channel,
      name: name.trim(),
      ...(message && { message: message.id }),
      ...(isPrivate && { private: true }),
    });
    setBusy(false);
    if (!outcome.ok) return;
    onClose();
    const id = idOf(outcome.result);
    if (id) go(id);
  }
  return html`<${Dialog}
    title="Create thread"
    submit="Create thread"
    busy=${busy}
    onSubmit=${create}
    onClose=${onClose}
  >
    ${message?.content && html`<blockquote class="quoted">${message.content.slice(0, 200)}</blockquote>`}
    <${Field} id="thread-name" label="Thread name" required problem=${problem}>
      <input
        id="thread-name"
        autocomplete="off"
        required
        maxlength=${NAME_LENGTH}
        value=${name}
        onInput=${(event: InputEvent & { currentTarget: HTMLInputElement }) => setName(event.currentTarget.value)}
      />
    <//>
    ${
      !message &&
      html`<label class="check">
        <input type="checkbox" checked=${isPrivate} onChange=${() => setPrivate(!isPrivate)} />
        Private thread: only invited people see it
      </label>`
    }
  <//>`;
}
