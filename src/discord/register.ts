import { isDeepStrictEqual } from 'node:util';
import { type Client, Routes } from 'discord.js';
import type { Log } from '../log.ts';
import type { Command } from './command.ts';

/** Registers the commands with Discord, only when they differ from what is registered: Discord limits this per day. */
export async function registerCommands(
  client: Client<true>,
  commands: readonly Command[],
  log: Log,
): Promise<void> {
  if (await areRegistered(client, commands)) return;
  await client.rest.put(Routes.applicationCommands(client.application.id), {
    body: commands.map(({ data }) => data),
  });
  log.info({ commands: commands.length }, 'commands registered');
}

/** Whether Discord has these commands, and no others, as they are now. */
export async function areRegistered(client: Client<true>, commands: readonly Command[]): Promise<boolean> {
  const route = Routes.applicationCommands(client.application.id);
  const query = new URLSearchParams({ with_localizations: 'true' });
  const wanted = commands.map(({ data }) => data);
  return sameCommands(await client.rest.get(route, { query }), wanted);
}

/** What Discord adds to a command that is registered. */
const ADDED = new Set([
  'id',
  'application_id',
  'version',
  'guild_id',
  'dm_permission',
  'integration_types',
  'nsfw',
]);

/** Whether two lists of commands mean the same, whatever their order, and whatever Discord fills in. Pure. */
export function sameCommands(registered: unknown, wanted: unknown): boolean {
  return isDeepStrictEqual(byName(meaning(registered)), byName(meaning(wanted)));
}

/** Without what Discord adds, and without values that say no more than their absence. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(
        ([key, one]) => !ADDED.has(key) && one !== undefined && one !== null && one !== false && one !== '',
      )
      .filter(([, one]) => !(Array.isArray(one) && one.length === 0))
      .map(([key, one]) => [key, meaning(one)]),
  );
}

function byName(commands: unknown): unknown {
  if (!Array.isArray(commands)) return commands;
  return new Set(commands);
}
