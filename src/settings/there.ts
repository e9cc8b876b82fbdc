import type { Choices } from './schema.ts';

/** What there is on the server that imports. */
export interface There {
  /** The id of the channel that is meant; undefined: there is none. */
  channelOf: (channel: { id: string; name: string }) => string | undefined;
  /** Whether a channel, a category or a role has this id. */
  isThere: (id: string) => boolean;
}

/** Settings that name channels, categories or roles. */
const LISTS = ['allowedChannels', 'blockedChannels', 'allowedRoles', 'blockedRoles'] as const;
const BY_ROLE = ['roleBudgetsPerDay', 'roleBudgetsPerMonth'] as const;

/** The settings of a server without what is of another one, and how much that was. What is empty then counts as not chosen. */
export function onlyThere(server: Choices, { isThere }: There): { server: Choices; leftOut: number } {
  const kept = { ...server };
  let leftOut = 0;
  const keep = (ids: readonly string[]) => {
    const there = ids.filter(isThere);
    leftOut += ids.length - there.length;
    return there;
  };
  for (const name of LISTS) {
    const ids = keep(server[name] ?? []);
    if (ids.length > 0) kept[name] = ids;
    else if (server[name]?.length) delete kept[name];
  }
  for (const name of BY_ROLE) {
    const budgets = server[name] ?? {};
    const roles = keep(Object.keys(budgets));
    if (roles.length > 0) kept[name] = Object.fromEntries(roles.map((role) => [role, budgets[role] ?? '']));
    else if (Object.keys(budgets).length > 0) delete kept[name];
  }
  if (server.managerRole && keep([server.managerRole]).length === 0) delete kept.managerRole;
  return { server: kept, leftOut };
}
