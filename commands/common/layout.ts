import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIContainerComponent,
  type APISelectMenuOption,
  type APIStringSelectComponent,
  type APITextDisplayComponent,
  type ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';

// Components as plain data; a page is made of Components V2. https://docs.discord.com/developers/components/reference

/** Characters of an option's label and of its description. */
const OPTION_CHARACTERS = 100;

/** Options of a select, and ids that it can have chosen. */
export const OPTIONS = 25;

/** A message that consists of components; what it had of files before goes, unless some are given. */
export interface Page {
  components: APIContainerComponent[];
  flags: MessageFlags.IsComponentsV2;
  files: { attachment: Buffer; name: string }[];
  attachments: [];
}

export function page(
  containers: readonly (readonly APIComponentInContainer[])[],
  files: Page['files'] = [],
  colours: readonly number[] = [],
): Page {
  return {
    components: containers.map((components, at) => ({
      type: ComponentType.Container,
      components: [...components],
      ...(colours[at] !== undefined && { accent_color: colours[at] }),
    })),
    flags: MessageFlags.IsComponentsV2,
    files,
    attachments: [],
  };
}

export function words(content: string): APITextDisplayComponent {
  return { type: ComponentType.TextDisplay, content };
}

export function row<T extends APIComponentInMessageActionRow>(...components: T[]): APIActionRowComponent<T> {
  return { type: ComponentType.ActionRow, components };
}

export function button(
  customId: string,
  label: string,
  style: APIButtonComponentWithCustomId['style'] | ButtonStyle.Secondary,
): APIButtonComponentWithCustomId {
  return { type: ComponentType.Button, custom_id: customId, label, style };
}

export function select(
  customId: string,
  options: readonly APISelectMenuOption[],
  more: Partial<Pick<APIStringSelectComponent, 'placeholder' | 'min_values' | 'max_values'>> = {},
): APIStringSelectComponent {
  const shown = options.slice(0, OPTIONS).map((option) => ({
    ...option,
    label: clip(option.label),
    ...(option.description !== undefined && { description: clip(option.description) }),
  }));
  return { type: ComponentType.StringSelect, custom_id: customId, options: shown, ...more };
}

function clip(text: string): string {
  return text.length <= OPTION_CHARACTERS ? text : `${text.slice(0, OPTION_CHARACTERS - 1).toWellFormed()}…`;
}
