import {
  type APIModalInteractionResponseCallbackComponent,
  ComponentType,
  TextInputStyle,
} from 'discord-api-types/v10';
import { describe, expect, test } from 'vitest';
import { fieldsOf, initialValues, problemWith } from '../../playground/page/modal/fields.ts';
import { EMPTY } from '../../playground/page/state/state.ts';

const OLD: APIModalInteractionResponseCallbackComponent[] = [
  {
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.TextInput,
        custom_id: 'prompt',
        label: 'Prompt',
        style: TextInputStyle.Paragraph,
        value: 'Be kind.',
        min_length: 3,
        max_length: 10,
        required: false,
      },
    ],
  },
];

const NEW: APIModalInteractionResponseCallbackComponent[] = [
  { type: ComponentType.TextDisplay, content: 'Hello' },
  {
    type: ComponentType.Label,
    label: 'Model',
    description: 'Which answers',
    component: {
      type: ComponentType.StringSelect,
      custom_id: 'model',
      options: [
        { label: 'Small', value: 's' },
        { label: 'Large', value: 'l', default: true },
      ],
    },
  },
];

describe('modals', () => {
  test('of the older form have a text field for each input, filled in as it says', () => {
    const fields = fieldsOf(EMPTY, OLD);
    expect(fields).toMatchObject([{ kind: 'text', label: 'Prompt', long: true, required: false, max: 10 }]);
    expect(initialValues(fields)).toEqual({ prompt: 'Be kind.' });
  });

  test('of the newer form have notes beside labelled fields, and what is chosen beforehand', () => {
    const fields = fieldsOf(EMPTY, NEW);
    expect(fields).toMatchObject([
      { kind: 'note', text: 'Hello' },
      { kind: 'choice', label: 'Model', description: 'Which answers', required: true, min: 1, max: 1 },
    ]);
    expect(initialValues(fields)).toEqual({ model: ['l'] });
  });

  test.each([
    [OLD, '', undefined],
    [OLD, 'ab', 'At least 3 characters are needed.'],
    [OLD, 'abcdefghijk', 'At most 10 characters fit.'],
    [NEW.slice(1), [], 'Choose one.'],
    [NEW.slice(1), ['s'], undefined],
  ])('a value that does not fit says why (%#)', (components, value, problem) => {
    expect(problemWith(fieldsOf(EMPTY, components)[0]!, value)).toBe(problem);
  });
});
