import { html } from 'htm/preact';
import type { APIChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { Composer } from '../compose/composer.ts';
import { type AddedFile, addFiles } from '../compose/files.ts';
import { MessageList } from '../messages/list.ts';
import { Typing } from '../messages/typing.ts';
import { title } from '../state/channels.ts';
import { usePage } from './page.ts';

/** A channel, thread or DM: its messages and where to write. Files may be dropped anywhere on it. */
export function Conversation({ channel }: { channel: APIChannel }): VNode {
  const { state, dispatch } = usePage();
  const [files, setFiles] = useState<AddedFile[]>([]);
  const [over, setOver] = useState(false);

  async function add(list: Iterable<File>): Promise<void> {
    const added = await addFiles(files, list);
    if (added.problem) dispatch({ type: 'toast', text: added.problem, now: Date.now() });
    setFiles(added.files);
  }
  function dragged(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  }
  return html`<section
    class="conversation"
    aria-label=${title(state, channel)}
    onDragOver=${dragged}
    onDragLeave=${(event: DragEvent & { currentTarget: HTMLElement }) => {
      if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
      setOver(false);
    }}
    onDrop=${(event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      void add(event.dataTransfer?.files ?? []);
    }}
  >
    <${MessageList} channel=${channel} />
    <${Composer} channel=${channel} files=${files} onAdd=${add} onFiles=${setFiles} />
    <${Typing} channel=${channel.id} />
    ${over && html`<div class="drop" aria-hidden="true"><p>Drop files to add them to ${title(state, channel)}</p></div>`}
  </section>`;
}
