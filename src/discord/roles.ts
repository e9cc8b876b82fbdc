import type { Client } from 'discord.js';
import type { Snowflake } from '../conversation/entry.ts';
import { memberOf } from './access.ts';
import { undelivered } from './errors.ts';

/**
 * The roles that somebody has on a server; none where they left it. Throws an Undelivered where Discord can't say so now:
 * nobody shall be free of a role's budget for that.
 */
export function createRolesOf(client: Client<true>) {
  return async (guild: Snowflake, person: Snowflake): Promise<readonly Snowflake[]> => {
    try {
      const member = await memberOf(await client.guilds.fetch(guild), person);
      return [...(member?.roles.cache.keys() ?? [])];
    } catch (error) {
      throw undelivered(error);
    }
  };
}
