import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { SeenMessage } from '../../protocol.ts';
import { Dots } from '../shell/dialog.ts';
import { usePage } from '../shell/page.ts';
import { waitsFor } from '../state/interactions.ts';
import { type AnySelect, choicesIn, preset } from './choices.ts';
import { Picker } from './picker.ts';

/** A select menu of a message; what is chosen is sent at once. */
export function SelectMenu({ menu, message }: { menu: AnySelect; message: SeenMessage }): VNode {
  const { state, interact } = usePage();
  const [picked, setPicked] = useState<string[] | undefined>();
  const customId = menu.custom_id;
  const channel = message.channel_id;
  // What the message says now counts, whatever was picked before.
  useEffect(() => setPicked(undefined), [message.edited_timestamp]);
  const waiting = waitsFor(state, message.id, customId);
  async function pick(values: string[]): Promise<void> {
    setPicked(values);
    const origin = { channel, label: '', message: message.id, customId };
    const outcome = await interact({ do: 'select', channel, message: message.id, customId, values }, origin);
    if (!outcome.ok) setPicked(undefined);
  }
  return html`<div class="select-menu" aria-busy=${waiting}>
    <${Picker}
      label=${menu.placeholder ?? 'Make a selection'}
      choices=${choicesIn(state, menu)}
      values=${picked ?? preset(menu)}
      min=${menu.min_values ?? 1}
      max=${menu.max_values ?? 1}
      disabled=${menu.disabled ?? waiting}
      onPick=${pick}
    />
    ${waiting && html`<${Dots} />`}
  </div>`;
}
