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

/** Shows the modal into which a text is pasted. */
export async function showTextModal(interaction: ChatInputCommandInteraction, guild: string): Promise<void> {
  const name = new TextInputBuilder()
    .setCustomId('name')
    .setStyle(TextInputStyle.Short)
    .setMaxLength(SOURCE_NAME)
    .setValue(interaction.options.getString('name') ?? '');
  const text = new TextInputBuilder().setCustomId('text').setStyle(TextInputStyle.Paragraph);
  await interaction.showModal(
    new ModalBuilder()
      .setCustomId(customId('knowledge', 'text', guild))
      .setTitle('A text to look things up in')
      .addLabelComponents(
        new LabelBuilder()
          .setLabel('What is it called?')
          .setDescription('It stands below the answers for which I looked there.')
          .setTextInputComponent(name),
        new LabelBuilder()
          .setLabel('The text')
          .setDescription('Up to 4,000 characters, Markdown if you like. For more use the option “file”.')
          .setTextInputComponent(text),
      ),
  );
}

/** What was typed into it. */
export function readTextModal({ fields }: ModalSubmitInteraction): { name: string; text: string } {
  return { name: fields.getTextInputValue('name'), text: fields.getTextInputValue('text') };
}
