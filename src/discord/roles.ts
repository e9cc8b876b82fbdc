import type { Client } from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import type { Log } from '../log.ts';

/** The roles that somebody has on a server; none where Discord can't be asked. */
export function createRolesOf(client: Client<true>, log: Log) {
  return async (guild: Snowflake, person: Snowflake): Promise<readonly Snowflake[]> => {
    try {
      const member = await client.guilds.cache.get(guild)?.members.fetch(person);
      return [...(member?.roles.cache.keys() ?? [])];
    } catch (error) {
      log.warn({ err: error, guild, user: person }, 'somebody’s roles are not known');
      return [];
    }
  };
}
