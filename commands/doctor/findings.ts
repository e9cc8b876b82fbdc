import { time } from 'discord.js';
import type { ModelReached } from '../../src/conversation/ports.ts';
import type { Gateway } from '../../src/discord/gateway/health.ts';
import type { Permission } from '../../src/discord/permissions.ts';
import { type Text, text } from '../../src/language/language.ts';
import type { Refusal } from '../../src/settings/access.ts';
import type { Settings } from '../../src/settings/schema.ts';

/** What /doctor looked at. Undefined: Discord did not say. */
export interface Facts {
  /** The channel that it is about, as a mention. */
  channel: string;
  lacking: readonly Permission[];
  /** When Bobbin answers there, and why people who manage nothing are refused. Undefined: the store is away. */
  here: { answerTo: Settings['answerTo']; refusal: Refusal | undefined } | undefined;
  readsMessages: boolean | undefined;
  hasCommands: boolean | undefined;
  hasStore: boolean;
  model: ModelReached;
  gateway: Gateway;
}

/** What came of one check. */
export interface Finding {
  /** All is well; something has to be changed; it is not certain, or may be meant so. */
  state: 'ok' | 'wrong' | 'unsure';
  what: Text;
  /** What to click, or whom to ask. */
  todo?: Text;
}

/** Permissions without which a conversation works still. */
const DISPENSABLE = new Set<Permission>(['CreatePrivateThreads', 'AttachFiles']);

const ok = (what: Text): Finding => ({ state: 'ok', what });
const wrong = (what: Text, todo: Text): Finding => ({ state: 'wrong', what, todo });
const unsure = (what: Text, todo: Text): Finding => ({ state: 'unsure', what, todo });

/** All that /doctor tells, in the order in which it matters. */
export function findings(facts: Facts): Finding[] {
  return [
    ...permissions(facts),
    ...here(facts),
    messages(facts),
    commands(facts),
    facts.hasStore ? ok(text('doctor.store')) : wrong(text('doctor.store.away'), text('doctor.operator')),
    model(facts.model),
    gateway(facts.gateway),
  ];
}

function permissions({ channel, lacking }: Facts): Finding[] {
  if (lacking.length === 0) return [ok(text('doctor.permissions', { channel }))];
  const todo = text('doctor.allow', { count: lacking.length, channel });
  return lacking.map((name, at) => ({
    state: DISPENSABLE.has(name) ? 'unsure' : 'wrong',
    what: text(`doctor.lacks.${name}`),
    ...(at === lacking.length - 1 && { todo }), // the same for all
  }));
}

function here({ here: how, channel, lacking }: Facts): Finding[] {
  if (how === undefined || lacking.some((name) => !DISPENSABLE.has(name))) return [];
  const { answerTo, refusal } = how;
  const todo = text('doctor.here.access.todo');
  if (answerTo === 'never')
    return [unsure(text('doctor.here.never', { channel }), text('doctor.here.never.todo'))];
  if (refusal === 'place') return [unsure(text('doctor.here.place', { channel }), todo)];
  if (refusal === 'person') return [unsure(text('doctor.here.some'), todo)];
  return [ok(text(`doctor.here.${answerTo}`, { channel }))];
}

function messages({ readsMessages }: Facts): Finding {
  if (readsMessages === undefined) return unsure(text('doctor.discordAway'), text('doctor.later'));
  return readsMessages
    ? ok(text('doctor.intent'))
    : wrong(text('doctor.intent.off'), text('doctor.intent.todo'));
}

function commands({ hasCommands }: Facts): Finding {
  if (hasCommands === undefined) return unsure(text('doctor.discordAway'), text('doctor.later'));
  return hasCommands
    ? ok(text('doctor.commands'))
    : wrong(text('doctor.commands.old'), text('doctor.commands.todo'));
}

function model(reached: ModelReached): Finding {
  if (reached.state === 'refused') return wrong(text('doctor.model.refused'), text('doctor.operator'));
  if (reached.state === 'away') return wrong(text('doctor.model.away'), text('doctor.model.todo'));
  if (reached.state === 'unknown')
    return unsure(text('doctor.model.unknown'), text('doctor.model.unknown.todo'));
  if (reached.unlisted.length === 0) return ok(text('doctor.model'));
  const models = reached.unlisted.map((name) => `\`${name}\``);
  return unsure(text('doctor.model.unlisted', { models }), text('doctor.model.unlisted.todo'));
}

function gateway({ isFine, ping, lastHeard }: Gateway): Finding {
  if (!isFine) return wrong(text('doctor.gateway.wrong'), text('doctor.later'));
  const when = time(new Date(lastHeard), 'R');
  return ok(ping < 0 ? text('doctor.gateway', { when }) : text('doctor.gateway.ping', { when, ping }));
}
