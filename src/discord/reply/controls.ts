import {
  ActionRowBuilder,
  type APIActionRowComponent,
  type APIButtonComponent,
  ButtonBuilder,
  ButtonStyle,
} from 'discord.js';
import type { Snowflake } from '../../conversation/entry.ts';
import type { Control } from '../../conversation/ports.ts';
import { type Key, type Locale, say, text } from '../../language/language.ts';
import { customId } from '../command.ts';

type Row = APIActionRowComponent<APIButtonComponent>;

/** Label, command and action of each button below a reply; the handlers stand in `commands`. */
const BUTTONS: Record<Control | 'stop', { label: Key; command: string; action: string }> = {
  stop: { label: 'button.stop', command: 'stop', action: 'stop' },
  'try again': { label: 'button.tryAgain', command: 'Try again', action: 'again' },
  continue: { label: 'button.continue', command: 'Continue', action: 'continue' },
  'question edited': { label: 'button.questionEdited', command: 'Try again', action: 'again' },
  'earlier answers': { label: 'button.earlierAnswers', command: 'Try again', action: 'earlier' },
};

/** An answer to a question that is asked while a reply grows. */
export interface AnswerButton {
  answer: 'allow' | 'deny';
  question: string;
}

const ANSWERS: Record<
  AnswerButton['answer'],
  { label: Key; style: ButtonStyle.Success | ButtonStyle.Danger }
> = {
  allow: { label: 'button.allow', style: ButtonStyle.Success },
  deny: { label: 'button.deny', style: ButtonStyle.Danger },
};

/** The row of buttons below a reply; none where there is no button. */
export function rowsOf(
  conversation: Snowflake,
  controls: readonly (Control | 'stop' | AnswerButton)[],
  locale: Locale,
): Row[] {
  if (controls.length === 0) return [];
  const buttons = controls.map((control) => {
    if (typeof control === 'object') {
      const { label, style } = ANSWERS[control.answer];
      return new ButtonBuilder()
        .setCustomId(customId('stop', control.answer, `${conversation}:${control.question}`))
        .setLabel(say(locale, text(label)))
        .setStyle(style);
    }
    const { label, command, action } = BUTTONS[control];
    return new ButtonBuilder()
      .setCustomId(customId(command, action, conversation))
      .setLabel(say(locale, text(label)))
      .setStyle(ButtonStyle.Secondary);
  });
  return [new ActionRowBuilder<ButtonBuilder>().addComponents(buttons).toJSON()];
}
