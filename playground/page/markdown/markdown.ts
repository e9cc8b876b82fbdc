import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';

import { type Page, usePage } from '../shell/page.ts';
import { nameOf } from '../state/messages.ts';
import type { State } from '../state/state.ts';
import { parseMarkdown } from './blocks.ts';
import { tokens } from './code.ts';
import { showMoment, showTime } from './time.ts';
import type { Block, Inline } from './tree.ts';

type Shown = VNode | string;

interface World {
  state: State;
  go: Page['go'];
  everyone: boolean;
}

/** A text of a message, as Discord shows it. Nothing of it ever becomes HTML. */
export function Markdown({ text, everyone = false }: { text: string; everyone?: boolean }): VNode {
  const { state, go } = usePage();
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  // What names stand for seldom changes; a long conversation must not be drawn anew with every event.
  return useMemo(
    () =>
      html`<div class="markdown">${blocks.map((block) => showBlock(block, { state, go, everyone }))}</div>`,
    [blocks, everyone, state.people, state.channels, state.guild, state.me],
  );
}

function showBlock(block: Block, world: World): Shown {
  const inline = (children: Inline[]): Shown[] => children.map((child) => showInline(child, world));
  switch (block.type) {
    case 'paragraph':
      return html`<p>${inline(block.children)}</p>`;
    case 'subtext':
      return html`<p class="subtext">${inline(block.children)}</p>`;
    case 'heading':
      return html`<${`h${block.level + 2}`} class=${`heading-${block.level}`}>${inline(block.children)}<//>`;
    case 'quote':
      return html`<blockquote>${block.children.map((child) => showBlock(child, world))}</blockquote>`;
    case 'code':
      return html`<${CodeBlock} language=${block.language} text=${block.text} />`;
    case 'list':
      break;
  }
  const items = block.items.map((item) => html`<li>${item.map((child) => showBlock(child, world))}</li>`);
  return block.start === undefined
    ? html`<ul>
        ${items}
      </ul>`
    : html`<ol start=${block.start}>
        ${items}
      </ol>`;
}

function showInline(node: Inline, world: World): Shown {
  switch (node.type) {
    case 'text':
      return node.text;
    case 'bold':
      return html`<strong>${showAll(node.children, world)}</strong>`;
    case 'italic':
      return html`<em>${showAll(node.children, world)}</em>`;
    case 'underline':
      return html`<u>${showAll(node.children, world)}</u>`;
    case 'strike':
      return html`<s>${showAll(node.children, world)}</s>`;
    case 'spoiler':
      return html`<${Spoiler}>${showAll(node.children, world)}<//>`;
    case 'code':
      return html`<code>${node.text}</code>`;
    case 'link':
      return html`<a href=${node.url} target="_blank" rel="noopener noreferrer"
        >${showAll(node.children, world)}</a
      >`;
    case 'emoji':
      return `:${node.name}:`;
    case 'time':
      return showTimestamp(node.seconds, node.style);
    case 'everyone':
      return world.everyone ? html`<span class="mention">${node.text}</span>` : node.text;
    case 'user':
    case 'role':
    case 'channel':
    case 'command':
      break;
  }
  return showMention(node, world);
}

function showAll(nodes: Inline[], world: World): Shown[] {
  return nodes.map((node) => showInline(node, world));
}

function showMention(
  node: { type: 'user' | 'role' | 'channel'; id: string } | { type: 'command'; name: string },
  { state, go }: World,
): VNode {
  if (node.type === 'command') return html`<span class="mention">/${node.name}</span>`;
  if (node.type === 'user')
    return html`<span class="mention">@${nameOf(state, node.id) ?? 'unknown-user'}</span>`;
  if (node.type === 'role') {
    const role = state.guild.roles.find(({ id }) => id === node.id);
    return html`<span class="mention">@${role?.name.replace(/^@/, '') ?? 'unknown-role'}</span>`;
  }
  const channel = state.channels[node.id];
  if (!channel) return html`<span class="mention">#unknown</span>`;
  return html`<button type="button" class="mention" onClick=${() => go(channel.id)}>
    #${channel.name}
  </button>`;
}

function showTimestamp(seconds: number, style: string): VNode {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return html`<span>Invalid date</span>`;
  const now = new Date();
  return html`<time class="timestamp" datetime=${moment.toISOString()} title=${showMoment(moment, now)}
    >${showTime(seconds, style, now)}</time
  >`;
}

function Spoiler({ children }: { children?: Shown[] }): VNode {
  const [open, setOpen] = useState(false);
  if (open) return html`<span class="spoiler open">${children}</span>`;
  return html`<button type="button" class="spoiler" aria-label="Show spoiler" onClick=${() => setOpen(true)}>
    <span aria-hidden="true">${children}</span>
  </button>`;
}

function CodeBlock({ language, text }: { language: string; text: string }): VNode {
  const pieces = useMemo(() => tokens(text, language), [text, language]);
  const name = language ? `Code in ${language}` : 'Code';
  return html`<div class="code-block">
    ${language && html`<span class="language">${language}</span>`}
    <pre tabindex="0" role="region" aria-label=${name}><code>${pieces.map((piece) =>
      piece.kind === 'plain' ? piece.text : html`<span class=${`token-${piece.kind}`}>${piece.text}</span>`,
    )}</code></pre>
  </div>`;
}
