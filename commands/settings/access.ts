import type { ChatInputCommandInteraction } from 'discord.js';
import { UserError } from '../../src/errors.ts';
import { text } from '../../src/language/language.ts';
import { type Choices, LIST_LENGTH, type Settings } from '../../src/settings/schema.ts';

/** What is done with a channel, a role or a person. */
export const RULES = ['allow', 'block', 'remove'] as const;
export type Rule = (typeof RULES)[number];

/** Which lists there are: for whom Bobbin answers, and where. */
const LISTS = [
  { option: 'place', allowed: 'allowedChannels', blocked: 'blockedChannels' },
  { option: 'role', allowed: 'allowedRoles', blocked: 'blockedRoles' },
  { option: 'person', allowed: 'allowedPeople', blocked: 'blockedPeople' },
] as const;

type Given = Partial<Record<(typeof LISTS)[number]['option'] | 'managerRole', string>> & {
  cooldown?: number;
};

/** What somebody typed into /settings access. */
export function readAccess({ options }: ChatInputCommandInteraction): {
  rule: Rule | undefined;
  given: Given;
} {
  const rule = RULES.find((one) => one === options.getString('rule'));
  const place = options.getChannel('place')?.id;
  const role = options.getRole('role')?.id;
  const person = options.getUser('person')?.id;
  const managerRole = options.getRole('manager-role')?.id;
  const cooldown = options.getInteger('cooldown');
  return {
    rule,
    given: {
      ...(place && { place }),
      ...(role && { role }),
      ...(person && { person }),
      ...(managerRole && { managerRole }),
      ...(cooldown !== null && { cooldown }),
    },
  };
}

/** What changes with it. Who is allowed is no longer blocked, and the other way round. Throws a UserError where it can't be. */
export function accessChange(now: Settings, rule: Rule | undefined, given: Given): Choices {
  const { cooldown, managerRole } = given;
  if (
    rule !== undefined &&
    LISTS.every(({ option }) => given[option] === undefined) &&
    managerRole === undefined
  )
    throw new UserError(text('settings.access.noTarget'));
  const change: Choices = {
    ...(cooldown !== undefined && { cooldown }),
    ...(managerRole !== undefined && { managerRole: rule === 'remove' ? '' : managerRole }),
  };
  for (const { option, allowed, blocked } of LISTS) {
    const id = given[option];
    if (id === undefined) continue;
    if (rule === undefined) throw new UserError(text('settings.access.noRule'));
    const [wasAllowed, wasBlocked] = [now[allowed].includes(id), now[blocked].includes(id)];
    if (rule === 'allow' || wasAllowed) change[allowed] = list(now[allowed], id, rule === 'allow');
    if (rule === 'block' || wasBlocked || (rule === 'remove' && !wasAllowed))
      change[blocked] = list(now[blocked], id, rule === 'block');
  }
  return change;
}

function list(ids: readonly string[], id: string, isIn: boolean): string[] {
  const others = ids.filter((one) => one !== id);
  if (isIn && others.length >= LIST_LENGTH)
    throw new UserError(text('settings.access.full', { most: LIST_LENGTH }));
  return isIn ? [...others, id] : others;
}
