import type { Interaction } from 'discord.js';
import { personOf } from '../../src/discord/access.ts';
import type { Bobbin } from '../../src/discord/command.ts';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { isManager as isManagerWith } from '../../src/settings/access.ts';
import { ofServer } from '../../src/settings/settings.ts';

type Settings = Pick<Bobbin, 'settings'>;

/** Whether somebody may decide what I know and how I behave on this server: by Discord's permission, or the manager role. */
export async function isManager(interaction: Interaction, { settings }: Settings): Promise<boolean> {
  const person = personOf(interaction);
  const { guildId: guild } = interaction;
  if (person.managesServer || guild === null) return person.managesServer;
  return isManagerWith(person, (await settings.of(ofServer(guild))).settings);
}

/** Discord hides some commands from others, but a server can change that, and a modal can be sent by hand. */
export async function requireManager(interaction: Interaction, bobbin: Settings): Promise<void> {
  if (await isManager(interaction, bobbin)) return;
  const { guildId: guild } = interaction;
  const { managerRole } = (await bobbin.settings.of(ofServer(guild))).settings;
  throw new UserError(text('manager.only', { role: managerRole === '' ? 'none' : `<@&${managerRole}>` }));
}

/** The server on which something happens. */
export function serverOf({ guildId }: Interaction): string {
  if (guildId === null) throw new UserError(text('manager.noServer'));
  return guildId;
}
