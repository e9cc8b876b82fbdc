import { candidates, type Mentionable, type Mentioning } from './completion.ts';
import type { Leaf } from './slash.ts';
import type { Suggestion } from './suggestions.ts';

/** A command or somebody, as the list above the composer offers them. */
export type Offered = Suggestion & ({ command: Leaf } | { person: Mentionable });

/** What fits what is being typed: commands first, since a command is all of the text. */
export function offers(
  palette: Leaf[] | undefined,
  mentioning: Mentioning | undefined,
  everybody: Mentionable[],
): Offered[] {
  if (palette) {
    return palette.map((command) => ({
      key: command.name,
      name: `/${command.name}`,
      text: command.description,
      command,
    }));
  }
  if (!mentioning) return [];
  return candidates(everybody, mentioning.query).map((person) => ({
    key: person.id,
    name: `@${person.name}`,
    text: person.bot ? 'App' : '',
    person,
  }));
}
