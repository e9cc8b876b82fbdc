import {
  type APIComponentInLabel,
  type APIModalInteractionResponseCallbackComponent,
  type APITextInputComponent,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';

import { choicesIn, preset, type SelectChoice } from '../components/choices.ts';
import type { State } from '../state/state.ts';

interface Common {
  customId: string;
  label: string;
  description: string | undefined;
  required: boolean;
}

/** A modal's components as the form shows them. */
export type ModalField =
  | ({ kind: 'text'; long: boolean; value: string; min: number; max: number; placeholder: string } & Common)
  | ({
      kind: 'choice';
      choices: SelectChoice[];
      values: string[];
      min: number;
      max: number;
      placeholder: string;
    } & Common)
  | ({ kind: 'check'; checked: boolean } & Common)
  | { kind: 'note'; text: string };

/** Discord's limit for a text input, in characters. */
const MOST_CHARACTERS = 4000;

/** Reads both the older form with action rows and the newer one with labels. */
export function fieldsOf(
  state: State,
  components: APIModalInteractionResponseCallbackComponent[],
): ModalField[] {
  return components.flatMap((component): ModalField[] => {
    switch (component.type) {
      case ComponentType.ActionRow:
        return component.components.map((input) => textField(input, input.label ?? '', undefined));
      case ComponentType.TextDisplay:
        return [{ kind: 'note', text: component.content }];
      case ComponentType.Label:
        break;
    }
    return [labelled(state, component.component, component.label, component.description)];
  });
}

function textField(input: APITextInputComponent, label: string, description: string | undefined): ModalField {
  return {
    kind: 'text',
    customId: input.custom_id,
    label,
    description,
    required: input.required ?? true,
    long: input.style === TextInputStyle.Paragraph,
    value: input.value ?? '',
    min: input.min_length ?? 0,
    max: input.max_length ?? MOST_CHARACTERS,
    placeholder: input.placeholder ?? '',
  };
}

function labelled(
  state: State,
  component: APIComponentInLabel,
  label: string,
  description: string | undefined,
): ModalField {
  switch (component.type) {
    case ComponentType.TextInput:
      return textField(component, label, description);
    case ComponentType.FileUpload:
      return { kind: 'note', text: `**${label}** – files cannot be added to a form in this playground.` };
    case ComponentType.Checkbox: {
      const { custom_id: customId, default: checked = false } = component;
      return { kind: 'check', customId, label, description, required: false, checked };
    }
    case ComponentType.RadioGroup:
    case ComponentType.CheckboxGroup: {
      const { options, custom_id: customId, required = true } = component;
      const single = component.type === ComponentType.RadioGroup;
      const min = single ? 1 : (component.min_values ?? 1);
      const max = single ? 1 : (component.max_values ?? options.length);
      const values = options.filter((option) => option.default).map((option) => option.value);
      const common = { customId, label, description, required, placeholder: 'Make a selection' };
      return { kind: 'choice', ...common, choices: options, values, min: required ? min : 0, max };
    }
    case ComponentType.StringSelect:
    case ComponentType.UserSelect:
    case ComponentType.RoleSelect:
    case ComponentType.MentionableSelect:
    case ComponentType.ChannelSelect:
      break;
  }
  const { custom_id: customId, min_values: min = 1, max_values: max = 1, placeholder } = component;
  const required = component.required ?? true;
  const common = { customId, label, description, required, placeholder: placeholder ?? 'Make a selection' };
  const choices = choicesIn(state, component);
  return { kind: 'choice', ...common, choices, values: preset(component), min: required ? min : 0, max };
}

export type ModalValues = Record<string, string | string[]>;

/** What the form holds when it opens. */
export function initialValues(fields: ModalField[]): ModalValues {
  return Object.fromEntries(
    fields.flatMap((field): [string, string | string[]][] => {
      if (field.kind === 'note') return [];
      if (field.kind === 'choice') return [[field.customId, field.values]];
      return [[field.customId, field.kind === 'check' ? String(field.checked) : field.value]];
    }),
  );
}

/** What is wrong with a field's value, in a sentence. */
export function problemWith(field: ModalField, value: string | string[]): string | undefined {
  if (field.kind === 'choice') {
    const count = Array.isArray(value) ? value.length : 0;
    if (count === 0 && !field.required) return undefined;
    return count < field.min
      ? field.min === 1
        ? 'Choose one.'
        : `Choose at least ${field.min}.`
      : undefined;
  }
  if (field.kind !== 'text') return undefined;
  if (value.length === 0) return field.required ? 'This is required.' : undefined;
  if (value.length < field.min) return `At least ${field.min} characters are needed.`;
  return value.length > field.max ? `At most ${field.max} characters fit.` : undefined;
}
