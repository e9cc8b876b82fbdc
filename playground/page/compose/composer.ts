import { html } from 'htm/preact';
import type { APIChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import { usePage } from '../shell/page.ts';
import { isThread } from '../state/channels.ts';
import { CommandForm } from './command-form.ts';
import type { AddedFile } from './files.ts';
import { FileTray } from './file-tray.ts';
import { ReplyBar } from './reply-bar.ts';
import type { Leaf } from './slash.ts';
import { TextBox } from './text-box.ts';

export interface ComposerProps {
  channel: APIChannel;
  files: AddedFile[];
  onAdd: (files: Iterable<File>) => Promise<void>;
  onFiles: (files: AddedFile[]) => void;
}

/** Where one writes: a message with its files, or a command with its options. */
export function Composer({ channel, files, onAdd, onFiles }: ComposerProps): VNode {
  const { state } = usePage();
  const [command, setCommand] = useState<{ leaf: Leaf; values: Record<string, string> } | undefined>();
  if (isThread(channel) && channel.thread_metadata?.locked) {
    return html`<div class="composer locked"><p>This thread is locked.</p></div>`;
  }
  if (command) {
    return html`<div class="composer">
      <${CommandForm}
        key=${command.leaf.name}
        channel=${channel}
        ...${command}
        onDone=${() => {
          setCommand(undefined);
          setTimeout(() => document.getElementById('composer')?.focus());
        }}
      />
    </div>`;
  }
  const replyTo = state.replies[channel.id];
  return html`<div class="composer">
    ${replyTo && html`<${ReplyBar} channel=${channel.id} message=${replyTo} />`}
    <${FileTray} files=${files} onFiles=${onFiles} />
    <${TextBox}
      channel=${channel}
      files=${files}
      replyTo=${replyTo}
      onAdd=${onAdd}
      onFiles=${onFiles}
      onCommand=${setCommand}
    />
  </div>`;
}
