import { html } from 'htm/preact';
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import type { CommandOption } from '../../protocol.ts';
import { usePage } from '../shell/page.ts';
import { type Choice, choicesOf } from '../state/results.ts';
import { Suggestions } from './suggestions.ts';

interface Props {
  common: Record<string, unknown>;
  option: string;
  value: string;
  command: { channel: string; name: string; options: CommandOption[] };
  onChange: (value: string) => void;
}

/** So long the typing must rest before Bobbin is asked, in milliseconds. */
const RESTS = 150;

/** A field which Bobbin offers choices for while one types. */
export function Autocomplete({ common, option, value, command, onChange }: Props): VNode {
  const { perform } = usePage();
  const [choices, setChoices] = useState<Choice[]>([]);
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  // People see the name of what they chose, the command gets its value.
  const [shown, setShown] = useState(value);
  useEffect(() => {
    if (!open) return undefined;
    let late = false;
    const timer = setTimeout(() => void ask(), RESTS);
    async function ask(): Promise<void> {
      const { channel, name } = command;
      const options = [...command.options.filter((one) => one.name !== option), { name: option, value }];
      const outcome = await perform({ do: 'autocomplete', channel, name, options, focused: option });
      if (late || !outcome.ok) return;
      setChoices(choicesOf(outcome.result));
      setActive(0);
    }
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [value, open]);

  function choose(index: number): void {
    const choice = choices[index];
    if (!choice) return;
    setShown(choice.name);
    onChange(String(choice.value));
    setOpen(false);
  }
  function pressed(event: KeyboardEvent): void {
    if (!open || choices.length === 0) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setActive((active + (event.key === 'ArrowDown' ? 1 : choices.length - 1)) % choices.length);
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault();
      choose(active);
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      setOpen(false);
    }
  }
  const list = choices.map(({ name }, index) => ({ key: `choice-${index}`, name, text: '', index }));
  return html`<div class="autocomplete">
    <input
      ...${common}
      role="combobox"
      autocomplete="off"
      aria-autocomplete="list"
      aria-expanded=${open && list.length > 0}
      aria-controls="suggestions"
      aria-activedescendant=${open && list.length > 0 ? `suggestion-choice-${active}` : undefined}
      value=${shown}
      onFocus=${() => setOpen(true)}
      onBlur=${() => setOpen(false)}
      onKeyDown=${pressed}
      onInput=${(event: InputEvent & { currentTarget: HTMLInputElement }) => {
        setShown(event.currentTarget.value);
        onChange(event.currentTarget.value);
        setOpen(true);
      }}
    />
    ${open && list.length > 0 && html`<${Suggestions} title="Choices" list=${list} active=${active} onChoose=${({ index }: { index: number }) => choose(index)} onActive=${setActive} />`}
  </div>`;
}
