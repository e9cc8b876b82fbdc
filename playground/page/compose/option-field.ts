import { html } from 'htm/preact';
import { type APIApplicationCommandBasicOption, ApplicationCommandOptionType } from 'discord-api-types/v10';
import type { VNode } from 'preact';

import type { CommandOption } from '../../protocol.ts';
import { channels, people, roles, type SelectChoice } from '../components/choices.ts';
import { usePage } from '../shell/page.ts';
import { languageOf, type State } from '../state/state.ts';
import { Autocomplete } from './autocomplete.ts';
import { isNumeric } from './option-values.ts';
import { translated } from './slash.ts';

interface Props {
  option: APIApplicationCommandBasicOption;
  value: string;
  problem: string;
  /** The command as far as it is filled in, for autocomplete. */
  command: { channel: string; name: string; options: CommandOption[] };
  onChange: (value: string) => void;
  onFile: (file: File | undefined) => void;
}

/** One option of a command as the field which its type asks for. */
export function OptionField(props: Props): VNode {
  const { state } = usePage();
  const { option, value, problem } = props;
  const id = `option-${option.name}`;
  const locale = languageOf(state);
  const description = translated(option.description, option.description_localizations, locale);
  return html`<div class=${problem ? 'option wrong' : 'option'}>
    <label for=${id}
      >${translated(option.name, option.name_localizations, locale)}${option.required && html`<span class="star" aria-hidden="true"> *</span>`}</label
    >
    <${Control} ...${props} id=${id} choices=${choicesOf(state, option, locale)} empty=${value === ''} />
    <small id=${`${id}-hint`} role=${problem ? 'alert' : undefined}>${problem || description}</small>
  </div>`;
}

function Control(props: Props & { id: string; choices: SelectChoice[] | undefined; empty: boolean }): VNode {
  const { option, value, id, choices, empty, onChange } = props;
  const common = {
    id,
    class: 'option-control',
    'data-empty': String(empty),
    'aria-required': option.required ?? false,
    'aria-describedby': `${id}-hint`,
  };
  if (option.type === ApplicationCommandOptionType.Attachment) {
    return html`<input
      ...${common}
      type="file"
      onChange=${(event: Event & { currentTarget: HTMLInputElement }) => props.onFile(event.currentTarget.files?.[0])}
    />`;
  }
  if (choices) {
    return html`<select
      ...${common}
      onChange=${(event: Event & { currentTarget: HTMLSelectElement }) => onChange(event.currentTarget.value)}
    >
      <option value="" selected=${empty}>${option.required ? 'Choose…' : '–'}</option>
      ${choices.map((choice) => html`<option value=${choice.value} selected=${choice.value === value}>${choice.label}</option>`)}
    </select>`;
  }
  if ('autocomplete' in option && option.autocomplete) {
    return html`<${Autocomplete}
      common=${common}
      option=${option.name}
      value=${value}
      command=${props.command}
      onChange=${onChange}
    />`;
  }
  const long = option.type === ApplicationCommandOptionType.String;
  return html`<input
    ...${common}
    autocomplete="off"
    inputmode=${isNumeric(option) ? 'decimal' : 'text'}
    maxlength=${long && 'max_length' in option ? option.max_length : undefined}
    value=${value}
    onInput=${(event: InputEvent & { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value)}
  />`;
}

function choicesOf(
  state: State,
  option: APIApplicationCommandBasicOption,
  locale: string,
): SelectChoice[] | undefined {
  switch (option.type) {
    case ApplicationCommandOptionType.Boolean:
      return [
        { label: 'True', value: 'true' },
        { label: 'False', value: 'false' },
      ];
    case ApplicationCommandOptionType.User:
      return people(state);
    case ApplicationCommandOptionType.Role:
      return roles(state);
    case ApplicationCommandOptionType.Mentionable:
      return [...people(state), ...roles(state)];
    case ApplicationCommandOptionType.Channel:
      return channels(state, option.channel_types);
    case ApplicationCommandOptionType.String:
    case ApplicationCommandOptionType.Integer:
    case ApplicationCommandOptionType.Number:
      return option.choices?.map(({ name, name_localizations: others, value }) => ({
        label: translated(name, others, locale),
        value: String(value),
      }));
    case ApplicationCommandOptionType.Attachment:
      break;
  }
  return undefined;
}
