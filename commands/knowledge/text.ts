import {
  type ChatInputCommandInteraction,
  LabelBuilder,
  ModalBuilder,
  type ModalSubmitInteraction,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { SOURCE_NAME } from '../../src/conversation/knowledge/knowledge.ts';
import { customId } from '../../src/discord/command.ts';
import { text } from '../../src/language/language.ts';
import { sayTo } from '../common/answers.ts';

/** Shows the modal into which a text is pasted. */
export async function showTextModal(interaction: ChatInputCommandInteraction, guild: string): Promise<void> {
  const name = new TextInputBuilder()
    .setCustomId('name')
    .setStyle(TextInputStyle.Short)
    .setMaxLength(SOURCE_NAME)
    .setValue(interaction.options.getString('name') ?? '');
  const content = new TextInputBuilder().setCustomId('text').setStyle(TextInputStyle.Paragraph);
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(customId('knowledge', 'text', guild))
      .setTitle(sayTo(interaction, text('knowledge.title')))
      .addLabelComponents(
        new LabelBuilder()
          .setLabel(sayTo(interaction, text('knowledge.nameLabel')))
          .setDescription(sayTo(interaction, text('knowledge.nameHint')))
          .setTextInputComponent(name),
        new LabelBuilder()
          .setLabel(sayTo(interaction, text('knowledge.textLabel')))
          .setDescription(sayTo(interaction, text('knowledge.textHint')))
          .setTextInputComponent(content),
      ),
  );
}

/** What was typed into it. */
export function readTextModal({ fields }: ModalSubmitInteraction): { name: string; content: string } {
  return { name: fields.getTextInputValue('name'), content: fields.getTextInputValue('text') };
}
