import { html } from 'htm/preact';
import type { VNode } from 'preact';

// Drawn for this page, on a grid of 24.
const PATHS = {
  hash: 'M9 4 7 20M17 4l-2 16M4 9h17M3 15h17',
  forum: 'M4 5h16v10H11l-4 4v-4H4zM8 9h8M8 12h5',
  thread: 'M5 4v8a4 4 0 0 0 4 4h10M15 12l4 4-4 4',
  menu: 'M4 6h16M4 12h16M4 18h16',
  pencil: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  reply: 'M10 5 4 11l6 6M4 11h9a7 7 0 0 1 7 7',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  trash: 'M5 7h14M10 4h4M7 7l1 13h8l1-13M10 11v5M14 11v5',
  plus: 'M12 5v14M5 12h14',
  send: 'M4 12 20 5l-5 15-4-6zM11 14l9-9',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  down: 'M12 5v14M6 13l6 6 6-6',
  chevron: 'M6 9l6 6 6-6',
  lock: 'M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z',
  copy: 'M9 8h11v12H9zM5 16V4h11',
  apps: 'M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3 20a6 6 0 0 1 12 0M16 5a3 3 0 0 1 0 6M18 14a5 5 0 0 1 3 5',
  eye: 'M3 12s3-6 9-6 9 6 9 6-3 6-9 6-9-6-9-6M12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5',
} as const;

export type IconName = keyof typeof PATHS;

/** A small drawing beside or instead of words; never the only name of a control. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): VNode {
  return html`<svg
    class=${`icon icon-${name}`}
    width=${size}
    height=${size}
    viewBox="0 0 24 24"
    aria-hidden="true"
  >
    <path d=${PATHS[name]} />
  </svg>`;
}
