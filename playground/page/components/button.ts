import { html } from 'htm/preact';
import { type APIButtonComponent, ButtonStyle } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';

import type { SeenMessage } from '../../protocol.ts';
import { Dots } from '../shell/dialog.ts';
import { usePage } from '../shell/page.ts';
import { waitsFor } from '../state/interactions.ts';

const STYLES: Record<ButtonStyle, string> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Secondary]: 'secondary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
  [ButtonStyle.Link]: 'secondary',
  [ButtonStyle.Premium]: 'secondary',
};

/** A button of a message; moves while its click has no answer. */
export function Button({
  button,
  message,
}: {
  button: APIButtonComponent;
  message: SeenMessage;
}): VNode | null {
  const { state, interact } = usePage();
  const [sending, setSending] = useState(false);
  if (button.style === ButtonStyle.Premium) return null;
  const emoji = button.emoji && (button.emoji.id ? `:${button.emoji.name ?? ''}:` : button.emoji.name);
  const inside = html`${emoji && html`<span class="emoji">${emoji}</span>`}${button.label}`;
  const classes = `button ${STYLES[button.style]}`;
  if (button.style === ButtonStyle.Link) {
    if (!/^(https?|discord):/.test(button.url)) return null;
    return html`<a class=${classes} href=${button.url} target="_blank" rel="noopener noreferrer"
      >${inside} <span aria-hidden="true">↗</span></a
    >`;
  }
  const customId = button.custom_id;
  const channel = message.channel_id;
  const waiting = sending || waitsFor(state, message.id, customId);
  async function click(): Promise<void> {
    setSending(true);
    await interact(
      { do: 'click', channel, message: message.id, customId },
      { channel, label: '', message: message.id, customId },
    );
    setSending(false);
  }
  return html`<button
    type="button"
    class=${waiting ? `${classes} waiting` : classes}
    disabled=${button.disabled}
    aria-busy=${waiting}
    onClick=${() => !waiting && click()}
  >
    <span class="button-inside">${inside}</span>${waiting && html`<${Dots} />`}
  </button>`;
}
