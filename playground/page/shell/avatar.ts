import { html } from 'htm/preact';
import type { APIUser } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import { displayName } from '../state/messages.ts';

const COLOURS = ['#c9455a', '#b8672b', '#4f8a3c', '#2f8577', '#3b78b8', '#6b62c9', '#a1499f', '#6d7480'];

/** The colour that somebody has on the page, always the same. */
function colourOf(name: string): string {
  const sum = Array.from(name).reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  return COLOURS[sum % COLOURS.length] ?? '#6d7480';
}

/** A coloured circle with initials; bots have the bobbin. */
export function Avatar({ user, size = 40 }: { user: APIUser; size?: number }): VNode {
  const style = `--size:${size}px;background:${user.bot ? '#3a2c3f' : colourOf(user.username)}`;
  const initials = displayName(user)
    .split(/\s+/)
    .map((word) => word.slice(0, 1).toUpperCase())
    .slice(0, 2)
    .join('');
  return html`<span class="avatar" style=${style} aria-hidden="true">
    ${user.bot ? html`<img src="/page/icon.svg" alt="" />` : initials}
  </span>`;
}
