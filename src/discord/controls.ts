import {
  ActionRowBuilder,
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonBuilder,
  ButtonStyle,
} from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import type { Control } from '../conversation/ports.ts';
import { customId } from './command.ts';

type Row = APIActionRowComponent<APIButtonComponent>;

/** Label, command and action of each button below a reply; the handlers stand in `commands`. */
const BUTTONS: Record<Control | 'stop', { label: string; command: string; action: string }> = {
  stop: { label: 'Stop', command: 'stop', action: 'stop' },
  'try again': { label: 'Try again', command: 'Try again', action: 'again' },
  continue: { label: 'Continue', command: 'Continue', action: 'continue' },
  'question edited': { label: 'Answer the edited question', command: 'Try again', action: 'again' },
  'earlier answers': { label: 'Earlier answers', command: 'Try again', action: 'earlier' },
};

/** The row of buttons below a reply; none where there is no button. */
export function rowsOf(conversation: Snowflake, controls: readonly (Control | 'stop')[]): Row[] {
  if (controls.length === 0) return [];
  const buttons = controls.map((control) => {
    const { label, command, action } = BUTTONS[control];
    return new ButtonBuilder()
      .setCustomId(customId(command, action, conversation))
      .setLabel(label)
      .setStyle(ButtonStyle.Secondary);
  });
  return [new ActionRowBuilder<ButtonBuilder>().addComponents(buttons).toJSON()];
}
