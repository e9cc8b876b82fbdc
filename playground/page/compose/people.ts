import { displayName, nameOf } from '../state/messages.ts';
import type { State } from '../state/state.ts';
import type { Mentionable } from './completion.ts';

/** Who can be mentioned: Bobbin and the people of the server. */
export function mentionables(state: State): Mentionable[] {
  const people = state.people.map(({ user }) => ({
    id: user.id,
    name: nameOf(state, user.id) ?? user.username,
    bot: false,
  }));
  return state.bot ? [{ id: state.bot.id, name: displayName(state.bot), bot: true }, ...people] : people;
}
