import type { Settings } from './schema.ts';

/** Somebody on a server, as far as it matters for what they may do with Bobbin. */
export interface Person {
  id: string;
  roles: readonly string[];
  /** By Discord's permission “Manage Server”. */
  managesServer: boolean;
}

/** Why somebody is not answered: Bobbin answers nobody in this place, or this person nowhere on the server. */
export type Refusal = 'place' | 'person';

type Access = Pick<
  Settings,
  | 'allowedChannels'
  | 'blockedChannels'
  | 'allowedRoles'
  | 'blockedRoles'
  | 'allowedPeople'
  | 'blockedPeople'
  | 'managerRole'
>;

/** Who may change a server's settings. */
export function isManager(
  { managesServer, roles }: Person,
  { managerRole }: Pick<Access, 'managerRole'>,
): boolean {
  return managesServer || (managerRole !== '' && roles.includes(managerRole));
}

/** Whether everybody may use Bobbin everywhere. */
export function isOpenToAll(access: Access): boolean {
  const { allowedChannels, blockedChannels, allowedRoles, blockedRoles, allowedPeople, blockedPeople } =
    access;
  const rules = [allowedChannels, blockedChannels, allowedRoles, blockedRoles, allowedPeople, blockedPeople];
  return rules.every(({ length }) => length === 0);
}

/**
 * Why somebody may not use Bobbin in a place (the ids of a thread, its channel, its category); undefined: they may.
 * Whoever is blocked is so although something else allows it, and managers always may.
 */
export function refusalOf(person: Person, place: readonly string[], access: Access): Refusal | undefined {
  if (isManager(person, access)) return undefined;
  const { allowedChannels, blockedChannels, allowedRoles, blockedRoles, allowedPeople, blockedPeople } =
    access;
  if (meets(place, blockedChannels)) return 'place';
  if (allowedChannels.length > 0 && !meets(place, allowedChannels)) return 'place';
  const { id, roles } = person;
  if (blockedPeople.includes(id) || meets(roles, blockedRoles)) return 'person';
  const isForSome = allowedPeople.length + allowedRoles.length > 0;
  return isForSome && !allowedPeople.includes(id) && !meets(roles, allowedRoles) ? 'person' : undefined;
}

function meets(some: readonly string[], others: readonly string[]): boolean {
  return some.some((one) => others.includes(one));
}
