import type { SeenEvent } from '../../protocol.ts';
import type { Interaction, Origin, State } from './state.ts';

// Interactions of the same person in another window never find their origin here; the oldest of them go.
const KEPT = 50;

/** An interaction was acknowledged, answered or left unanswered. */
export function reduceInteraction(state: State, event: Extract<SeenEvent, { on: 'interaction' }>): State {
  if (event.person !== state.me) return state;
  const known = state.interactions[event.interaction];
  return put(state, event.interaction, { person: event.person, ...known, state: event.state });
}

/** The answer to a deed says which interaction it became; what happened to it may be known already. */
export function reduceSent(state: State, id: string, origin: Origin): State {
  const known = state.interactions[id];
  const retried = ([, one]: [string, Interaction]): boolean =>
    one.state === 'failed' && one.origin?.message !== undefined && one.origin.message === origin.message;
  const interactions = Object.entries(state.interactions).filter((entry) => !retried(entry));
  const tidy = { ...state, interactions: Object.fromEntries(interactions) };
  return put(tidy, id, { person: state.me, state: known?.state ?? 'sent', origin });
}

function put(state: State, id: string, interaction: Interaction): State {
  const others = Object.entries(state.interactions).filter(([other]) => other !== id);
  const settled = interaction.state === 'answered' && interaction.origin;
  const kept = settled ? others : [...others, [id, interaction] as const];
  return { ...state, interactions: Object.fromEntries(kept.slice(-KEPT)) };
}

/** Interactions which are under way or failed in a channel. */
export function interactionsIn(state: State, channel: string): [string, Interaction & { origin: Origin }][] {
  return Object.entries(state.interactions).flatMap(([id, { origin, ...rest }]) =>
    origin?.channel === channel && rest.person === state.me && rest.state !== 'answered'
      ? [[id, { ...rest, origin }] as [string, Interaction & { origin: Origin }]]
      : [],
  );
}

/** Whether a click on a component, or any component of a message, waits for its answer. */
export function waitsFor(state: State, message: string, customId: string): boolean {
  return Object.values(state.interactions).some(
    ({ origin, state }) =>
      (state === 'sent' || state === 'waiting') &&
      origin?.message === message &&
      origin.customId === customId,
  );
}
