import { html } from 'htm/preact';
import type { APIChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { FirstSteps } from '../shell/first-steps.ts';
import { Icon } from '../shell/icons.ts';
import { usePage } from '../shell/page.ts';
import { isDm, isThread, title } from '../state/channels.ts';
import { interactionsIn } from '../state/interactions.ts';
import { rows, visibleMessages } from '../state/messages.ts';
import { Pending } from './pending.ts';
import { MessageRow } from './row.ts';

/** Nearer to the end than this counts as being there, in pixels. */
const AT_END = 60;

/** The messages of a channel; stays at the end while one is there. */
export function MessageList({ channel }: { channel: APIChannel }): VNode {
  const { state } = usePage();
  const list = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const seen = useRef({ top: 0, height: 0 });
  const [away, setAway] = useState(false);
  const messages = visibleMessages(state, channel.id);
  const commands = interactionsIn(state, channel.id).filter(([, { origin }]) => origin.label !== '').length;

  function toEnd(): void {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }
  useLayoutEffect(() => {
    if (atEnd.current || messages.at(-1)?.author.id === state.me) toEnd();
  }, [messages.length]);
  // Who sends a command wants to see its answer.
  useLayoutEffect(() => {
    if (commands > 0) toEnd();
  }, [commands]);
  // Pictures which load, replies which grow and a composer that grows move the end, too.
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      if (atEnd.current) toEnd();
    });
    if (content.current) observer.observe(content.current);
    if (list.current) observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  // Heard of late: what has grown since then is not what somebody scrolled away from.
  function scrolled(): void {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = list.current ?? {};
    const { top, height } = seen.current;
    seen.current = { top: scrollTop, height: scrollHeight };
    if (scrollHeight - scrollTop - clientHeight < AT_END) atEnd.current = true;
    else if (scrollTop < top && scrollHeight === height) atEnd.current = false;
    setAway(!atEnd.current);
  }
  return html`<div class="list-frame">
    <div class="list" ref=${list} onScroll=${scrolled} tabindex="-1">
      <div class="list-content" ref=${content}>
        <${Beginning} channel=${channel} />
        <${FirstSteps} channel=${channel} />
        <div role="log" aria-label="Messages" aria-live="polite" aria-relevant="additions">
          ${rows(messages).map(
            (row) =>
              html`<div class="row" key=${row.message.id}>
                ${row.newDay && html`<div class="day" role="separator"><span>${date(row.message.timestamp)}</span></div>`}
                <${MessageRow} row=${row} />
              </div>`,
          )}
          <${Pending} channel=${channel.id} />
        </div>
      </div>
    </div>
    ${
      away &&
      html`<button type="button" class="to-end" onClick=${toEnd}>
        Jump to the newest <${Icon} name="down" size=${16} />
      </button>`
    }
  </div>`;
}

function Beginning({ channel }: { channel: APIChannel }): VNode {
  const { state } = usePage();
  const name = title(state, channel);
  const text = isDm(channel)
    ? 'This is the beginning of your conversation. Bobbin answers every message here.'
    : isThread(channel)
      ? 'This is the beginning of the thread.'
      : `This is the beginning of ${name}.`;
  return html`<div class="beginning">
    <h2>${isDm(channel) ? name : channel.name}</h2>
    <p>${text}</p>
  </div>`;
}

function date(timestamp: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' }).format(new Date(timestamp));
}
