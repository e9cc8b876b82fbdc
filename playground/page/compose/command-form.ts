import { html } from 'htm/preact';
import type { APIApplicationCommandBasicOption, APIChannel } from 'discord-api-types/v10';
import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

import type { SaidFile } from '../../protocol.ts';
import { Icon } from '../shell/icons.ts';
import { usePage } from '../shell/page.ts';
import { addFiles } from './files.ts';
import { OptionField } from './option-field.ts';
import { readOptions, readPartly } from './option-values.ts';
import { languageOf } from '../state/state.ts';
import { type Leaf, translated } from './slash.ts';

interface Props {
  channel: APIChannel;
  leaf: Leaf;
  values: Record<string, string>;
  onDone: () => void;
}

/** A command which was chosen: its options as fields, the required ones first. Enter sends, Escape gives up. */
export function CommandForm({ channel, leaf, values: given, onDone }: Props): VNode {
  const { state, interact, dispatch } = usePage();
  const [files, setFiles] = useState<Record<string, SaidFile>>({});
  const [values, setValues] = useState(given);
  const [shown, setShown] = useState(() => firstShown(leaf, given));
  const [wrong, setWrong] = useState<{ wrong: string; problem: string } | undefined>();
  const form = useRef<HTMLFormElement>(null);
  const hidden = leaf.options.filter(({ name }) => !shown.includes(name));
  useLayoutEffect(() => {
    const fields = [...(form.current?.querySelectorAll<HTMLElement>('.option-control') ?? [])];
    // The newest field without a value is where one goes on.
    (fields.find((field) => field.dataset['empty'] === 'true') ?? fields.at(-1) ?? sendButton())?.focus();
  }, [shown.length]);

  function sendButton(): HTMLElement | null | undefined {
    return form.current?.querySelector<HTMLElement>('[type=submit]');
  }
  async function addFile(option: string, file: File | undefined): Promise<void> {
    const { files: added, problem } = await addFiles([], file ? [file] : []);
    if (problem) dispatch({ type: 'toast', text: problem, now: Date.now() });
    const { [option]: _, ...others } = files;
    const first = added[0];
    setFiles(
      first ? { ...others, [option]: { name: first.name, type: first.type, base64: first.base64 } } : others,
    );
    setWrong(undefined);
  }
  function send(): void {
    const read = readOptions(leaf.options, values, files);
    if ('wrong' in read) {
      setShown((now) => (now.includes(read.wrong) ? now : [...now, read.wrong]));
      setWrong(read);
      document.getElementById(`option-${read.wrong}`)?.focus();
      return;
    }
    const { options } = read;
    const { id } = channel;
    void interact(
      { do: 'command', channel: id, name: leaf.name, options },
      { channel: id, label: `/${leaf.name}` },
    );
    onDone();
  }
  return html`<form
    ref=${form}
    class="command-form"
    novalidate
    aria-label=${`Command /${leaf.name}`}
    onSubmit=${(event: Event) => {
      event.preventDefault();
      send();
    }}
    onKeyDown=${(event: KeyboardEvent) => {
      if (event.key === 'Escape') onDone();
    }}
  >
    <div class="command-line">
      <strong class="command-name">/${leaf.name}</strong>
      <span class="command-description">${leaf.description}</span>
      <button type="button" class="icon-button" aria-label="Cancel the command" onClick=${onDone}>✕</button>
      <button type="submit" class="button primary">Send</button>
    </div>
    ${leaf.options
      .filter(({ name }) => shown.includes(name))
      .map(
        (option) =>
          html`<${OptionField}
            key=${option.name}
            option=${option}
            value=${values[option.name] ?? ''}
            problem=${wrong?.wrong === option.name ? wrong.problem : ''}
            command=${{ channel: channel.id, name: leaf.name, options: readPartly(leaf.options, values) }}
            onFile=${(file: File | undefined) => addFile(option.name, file)}
            onChange=${(value: string) => {
              setValues((now) => ({ ...now, [option.name]: value }));
              setWrong(undefined);
            }}
          />`,
      )}
    ${
      hidden.length > 0 &&
      html`<div class="more-options">
        <span>Optional:</span>
        ${hidden.map(
          ({ name, name_localizations: names, description, description_localizations: others }) =>
            html`<button
              type="button"
              class="pill"
              title=${translated(description, others, languageOf(state))}
              onClick=${() => setShown([...shown, name])}
            >
              <${Icon} name="plus" size=${14} />${translated(name, names, languageOf(state))}
            </button>`,
        )}
      </div>`
    }
  </form>`;
}

/** Required options, those with values, and a single optional one stand there from the beginning. */
function firstShown(leaf: Leaf, values: Record<string, string>): string[] {
  const wanted = (option: APIApplicationCommandBasicOption): boolean =>
    option.required === true || option.name in values || leaf.options.length === 1;
  return leaf.options.filter(wanted).map(({ name }) => name);
}
