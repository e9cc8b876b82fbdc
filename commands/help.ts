import { InteractionContextType, SlashCommandBuilder } from 'discord.js';
import type { Command } from '../src/discord/command.ts';
import { answerPrivately } from '../src/discord/interactions.ts';

const HELP = `**Hello! I am a chat bot. You write, I answer.**

- Mention me in a message – \`@{name} what is a black hole?\` – and I open a thread and answer there.
- In the thread just go on writing. I remember what was said there, so no more mentions are needed.
- \`/chat\` opens a thread without a mention, also a private one.
- You can write to me in a direct message, too.
- Edit or delete a message, and I remember it that way. \`/forget\` makes me forget a whole conversation.

People who manage this server tell me how to behave with \`/settings\` and \`/examples\`, and give me things to look up with \`/knowledge\`.
-# I can be wrong. Check what matters.`;

export const help: Command = {
  data: new SlashCommandBuilder()
    .setName('help')
    .setDescription('What this bot is and how to talk to it')
    .setContexts(InteractionContextType.Guild, InteractionContextType.BotDM)
    .toJSON(),

  async run(interaction) {
    await answerPrivately(interaction, HELP.replace('{name}', interaction.client.user.displayName));
  },
};
