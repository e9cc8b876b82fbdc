import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { SeenMessage } from '../../protocol.ts';
import { decodeMentions, encodeMentions } from '../compose/completion.ts';
import { grow } from '../compose/grow.ts';
import { mentionables } from '../compose/people.ts';
import { usePage } from '../shell/page.ts';

/** Editing a message in its place: Enter saves, Escape cancels. */
export function EditBox({ message }: { message: SeenMessage }): VNode {
  const { state, dispatch, perform } = usePage();
  const everybody = mentionables(state);
  const [text, setText] = useState(decodeMentions(message.content, everybody));
  const box = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, []);
  useEffect(() => grow(box.current), [text]);

  function cancel(): void {
    dispatch({ type: 'edit', message: undefined });
    document.getElementById('composer')?.focus();
  }
  async function save(): Promise<void> {
    const encoded = encodeMentions(text.trim(), everybody);
    if (!encoded || encoded === message.content) return cancel();
    const outcome = await perform({
      do: 'edit',
      channel: message.channel_id,
      message: message.id,
      text: encoded,
    });
    if (outcome.ok) cancel();
  }
  return html`<div class="edit-box">
    <textarea
      ref=${box}
      aria-label="Edit message"
      rows="1"
      value=${text}
      onInput=${(event: InputEvent & { currentTarget: HTMLTextAreaElement }) => setText(event.currentTarget.value)}
      onKeyDown=${(event: KeyboardEvent) => {
        if (event.key === 'Escape') cancel();
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        void save();
      }}
    ></textarea>
    <p class="below-edit">
      Escape to <button type="button" class="link" onClick=${cancel}>cancel</button> · Enter to ${' '}<button
        type="button"
        class="link"
        onClick=${save}
      >
        save
      </button>
    </p>
  </div>`;
}
