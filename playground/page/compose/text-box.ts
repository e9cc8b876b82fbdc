import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

import { Icon } from '../shell/icons.ts';
import { usePage } from '../shell/page.ts';
import { isDm, title } from '../state/channels.ts';
import { languageOf } from '../state/state.ts';
import { lastOwn } from '../state/messages.ts';
import { complete, encodeMentions, mentionAt } from './completion.ts';
import type { ComposerProps } from './composer.ts';
import { grow } from './grow.ts';
import { type Offered, offers } from './offers.ts';
import { mentionables } from './people.ts';
import { leaves, type Leaf, paletteFor, parseTyped } from './slash.ts';
import { Suggestions } from './suggestions.ts';

interface Props extends ComposerProps {
  replyTo: string | undefined;
  onCommand: (command: { leaf: Leaf; values: Record<string, string> }) => void;
}

/** Discord's limit for a message without a subscription, in characters. */
const MOST_CHARACTERS = 2000;

// What was written and not sent, by channel.
const drafts = new Map<string, string>();

/** The text box with its two lists: commands after `/`, people after `@`. */
export function TextBox({ channel, files, replyTo, onAdd, onFiles, onCommand }: Props): VNode {
  const { state, dispatch, perform } = usePage();
  const [text, setText] = useState(drafts.get(channel.id) ?? '');
  const [caret, setCaret] = useState(0);
  const [index, setIndex] = useState(0);
  const [closed, setClosed] = useState(false);
  const [focused, setFocused] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const everybody = mentionables(state);
  const person = state.people.find(({ user }) => user.id === state.me);
  const place = { dm: isDm(channel), managesServer: person?.managesServer ?? false };
  const commands = leaves(state.commands, place, languageOf(state));
  const mentioning = mentionAt(text, caret);
  const palette = paletteFor(text, commands);
  const offered = closed || !focused ? [] : offers(palette, mentioning, everybody);
  const active = Math.min(index, offered.length - 1);

  useEffect(() => grow(box.current), [text]);
  useEffect(() => {
    // On touch screens the keyboard would cover the conversation.
    if (matchMedia('(hover: hover)').matches) box.current?.focus();
  }, []);

  function change(next: string, at: number): void {
    drafts.set(channel.id, next);
    setText(next);
    setCaret(at);
    setIndex(0);
    setClosed(false);
  }

  function choose(one: Offered): void {
    if ('command' in one) {
      const typed = parseTyped(text, commands);
      change('', 0);
      onCommand({ leaf: one.command, values: typed?.leaf === one.command ? typed.values : {} });
    } else if (mentioning) {
      const next = complete(text, caret, mentioning, one.person.name);
      change(next.text, next.caret);
      // At once, not with the next render: who types fast would type at the old caret.
      if (!box.current) return;
      box.current.value = next.text;
      box.current.focus();
      box.current.setSelectionRange(next.caret, next.caret);
    }
  }

  async function send(): Promise<void> {
    const encoded = encodeMentions(text.trim(), everybody);
    if (!encoded && files.length === 0) return;
    if (encoded.length > MOST_CHARACTERS) {
      const problem = `A message can have ${MOST_CHARACTERS} characters at most; this one has ${encoded.length}.`;
      return dispatch({ type: 'toast', text: problem, now: Date.now() });
    }
    const before = { text, files };
    change('', 0);
    onFiles([]);
    dispatch({ type: 'reply', channel: channel.id, message: undefined });
    const outcome = await perform({
      do: 'say',
      channel: channel.id,
      text: encoded,
      ...(replyTo && { replyTo }),
      ...(files.length > 0 && { files: files.map(({ name, type, base64 }) => ({ name, type, base64 })) }),
    });
    if (outcome.ok) return;
    change(before.text, before.text.length);
    onFiles(before.files);
  }

  function pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const chosen = offered[active];
    if (chosen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setIndex((active + step + offered.length) % offered.length);
    } else if (chosen && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey) {
      event.preventDefault();
      choose(chosen);
    } else if (event.key === 'Escape') {
      if (chosen) setClosed(true);
      else if (replyTo) dispatch({ type: 'reply', channel: channel.id, message: undefined });
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void send();
    } else if (event.key === 'ArrowUp' && text === '') {
      const own = lastOwn(state, channel.id);
      if (!own) return;
      event.preventDefault();
      dispatch({ type: 'edit', message: own.id });
    }
  }

  const follow = (event: Event & { currentTarget: HTMLTextAreaElement }): void =>
    setCaret(event.currentTarget.selectionStart);
  const label = `Message ${title(state, channel)}`;
  const left = MOST_CHARACTERS - text.length;
  return html` ${offered.length > 0 && html`<${Suggestions} title=${palette ? 'Commands' : 'People'} list=${offered} active=${active} onChoose=${choose} onActive=${setIndex} />`}
    ${palette?.length === 0 && !closed && html`<div class="suggestions none" role="status">No command is called “${text}”.</div>`}
    <div class="input">
      <input
        type="file"
        multiple
        hidden
        ref=${picker}
        aria-label="Files"
        onChange=${(event: Event & { currentTarget: HTMLInputElement }) => {
          void onAdd([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <button
        type="button"
        class="icon-button"
        aria-label="Attach files"
        title="Attach files"
        onClick=${() => picker.current?.click()}
      >
        <${Icon} name="plus" />
      </button>
      <textarea
        id="composer"
        ref=${box}
        rows="1"
        aria-label=${label}
        placeholder=${label}
        value=${text}
        autocomplete="off"
        aria-autocomplete="list"
        aria-controls=${offered.length > 0 ? 'suggestions' : undefined}
        aria-activedescendant=${offered[active] ? `suggestion-${offered[active].key.replaceAll(' ', '-')}` : undefined}
        onInput=${(event: InputEvent & { currentTarget: HTMLTextAreaElement }) => change(event.currentTarget.value, event.currentTarget.selectionStart)}
        onKeyUp=${follow}
        onClick=${follow}
        onFocus=${() => setFocused(true)}
        onBlur=${() => setFocused(false)}
        onKeyDown=${pressed}
        onPaste=${(event: ClipboardEvent) => {
          const pasted = [...(event.clipboardData?.files ?? [])];
          if (pasted.length === 0) return;
          event.preventDefault();
          void onAdd(pasted);
        }}
      ></textarea>
      ${left < 200 && html`<span class=${left < 0 ? 'left over' : 'left'} aria-label=${`${left} characters left`}>${left}</span>`}
      <button
        type="button"
        class="icon-button send"
        aria-label="Send message"
        title="Send message"
        disabled=${!text.trim() && files.length === 0}
        onClick=${send}
      >
        <${Icon} name="send" />
      </button>
    </div>`;
}
