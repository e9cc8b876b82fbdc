import { LabelBuilder, ModalBuilder, TextInputBuilder, TextInputStyle } from 'discord.js';
import { type Locale, say, text } from '../../src/language/language.ts';
import { PROMPT_CHARACTERS } from '../../src/settings/schema.ts';
import { idOn, type View } from './view.ts';

/** Characters of a question that is typed to try a prompt on. */
const QUESTION_CHARACTERS = 1_000;

/** The modal in which a prompt is written. */
export function promptModal(customId: string, locale: Locale, prompt: string): ModalBuilder {
  const input = new TextInputBuilder()
    .setCustomId('prompt')
    .setStyle(TextInputStyle.Paragraph)
    .setMaxLength(PROMPT_CHARACTERS)
    .setRequired(false)
    .setValue(prompt);
  return new ModalBuilder()
    .setCustomId(customId)
    .setTitle(say(locale, text('settings.promptTitle')))
    .addLabelComponents(
      new LabelBuilder()
        .setLabel(say(locale, text('settings.promptQuestion')))
        .setDescription(say(locale, text('settings.promptHint')))
        .setTextInputComponent(input),
    );
}

/** The modal in which a question is typed to try a draft on. */
export function questionModal(view: View): ModalBuilder {
  const { locale } = view.scope;
  const input = new TextInputBuilder()
    .setCustomId('question')
    .setStyle(TextInputStyle.Paragraph)
    .setMaxLength(QUESTION_CHARACTERS);
  return new ModalBuilder()
    .setCustomId(idOn(view, 'ask'))
    .setTitle(say(locale, text('draft.ask')))
    .addLabelComponents(
      new LabelBuilder().setLabel(say(locale, text('draft.question'))).setTextInputComponent(input),
    );
}
