import { type Conversation, type Entry, isAfter } from '../../src/conversation/entry.ts';
import type { Store } from '../../src/store/store.ts';
import { nameOf, type Shown, wordsOf } from './shown.ts';
import { answersIn } from './verdict.ts';

/** More entries than any conversation has here. */
const ALL = 100_000;

/** Where memory says something else than what the conversations show; one line each. */
export async function differencesIn(
  store: Store,
  shown: ReadonlyMap<string, readonly Shown[]>,
): Promise<string[]> {
  const found: string[] = [];
  for (const [channel, messages] of shown) {
    const record = await store.conversation(channel);
    const entries = await store.newest(channel, { count: ALL });
    for (const one of differences(messages, entries, record)) found.push(`${channel}: ${one}`);
  }
  return found;
}

function differences(
  shown: readonly Shown[],
  entries: readonly Entry[],
  record: Conversation | undefined,
): string[] {
  const newest = shown.findLast(({ kind }) => kind === 'person');
  return [
    ...(record?.open ? [`a turn is open: ${record.open.question}`] : []),
    ...(newest && isAfter(newest.id, record?.answeredThrough ?? null)
      ? [`not answered through ${newest.id}`]
      : []),
    ...differ('message', peopleShown(shown), peopleKnown(entries)),
    ...differ('reply', repliesShown(shown), repliesKnown(entries)),
  ];
}

/** What differs between two ways to tell the same. */
function differ(what: string, seen: Map<string, string>, known: Map<string, string>): string[] {
  return [...new Set([...seen.keys(), ...known.keys()])]
    .filter((id) => seen.get(id) !== known.get(id))
    .map(
      (id) => `${what} ${id} is shown as ${brief(seen.get(id))} and remembered as ${brief(known.get(id))}`,
    );
}

function brief(text = 'nothing'): string {
  return text.length < 160 ? text : `${text.slice(0, 80)} … ${text.slice(-80)}`;
}

function peopleShown(shown: readonly Shown[]): Map<string, string> {
  return new Map(shown.filter(({ kind }) => kind === 'person').map(({ id, text }) => [id, text]));
}

function peopleKnown(entries: readonly Entry[]): Map<string, string> {
  return new Map(entries.filter(({ role }) => role === 'user').map(({ id, text }) => [id, text]));
}

/** Replies by the id of their first message, each as its messages with their words. */
function repliesShown(shown: readonly Shown[]): Map<string, string> {
  return new Map(
    [...answersIn(shown).values()].map((parts) => [
      parts[0]?.id ?? '',
      tell(parts.map(({ id, text }) => [id, text])),
    ]),
  );
}

function repliesKnown(entries: readonly Entry[]): Map<string, string> {
  return new Map(
    entries.flatMap(({ id, text, reply }) => {
      if (!reply) return [];
      const pieces = reply.pieces ?? [text];
      const isWhole = wordsOf(text).join(' ') === wordsOf(pieces.join(' ')).join(' ');
      const told = tell(reply.messages.map((message, at) => [message, pieces[at] ?? '']));
      return [[id, isWhole ? told : `${told}, which is not all of its text`] as const];
    }),
  );
}

/** Words by their number, so that a difference can be read. */
function tell(messages: [id: string, text: string][]): string {
  return messages
    .map(([id, text]) => {
      const words = wordsOf(text);
      const [first = '', last = first] = [words[0], words.at(-1)];
      return `${id} (${nameOf(first)}: ${words.length} words from ${first} to ${last})`;
    })
    .join(' ');
}
