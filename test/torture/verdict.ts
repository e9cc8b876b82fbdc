import type { Answer } from './answers.ts';
import type { Spoken } from './crowd.ts';
import { nameOf, type Shown, wordsOf } from './shown.ts';

/** What there is to see when all has come to rest. */
export interface Sight {
  /** By mark. */
  spoken: ReadonlyMap<string, Spoken>;
  /** By conversation. */
  shown: ReadonlyMap<string, readonly Shown[]>;
  /** By name. */
  given: ReadonlyMap<string, Answer>;
  /** Conversations, and messages of people, of which a failure was told elsewhere. */
  toldElsewhere: ReadonlySet<string>;
}

/** Each is a list of what was counted, so that one can look it up. */
export interface Verdict {
  said: string[];
  deleted: string[];
  answered: string[];
  /** Not answered, but told why. */
  told: string[];
  unanswered: string[];
  /** Failures that were told in a conversation. */
  failures: string[];
  /** Failures that were told of what was answered. */
  inVain: string[];
  answeredTwice: string[];
  outOfOrder: string[];
  replies: string[];
  /** The model broke off, and that is said. */
  brokeOff: string[];
  unfinished: string[];
  doubled: string[];
}

/** Compares what people said with what they see. */
export function judge({ spoken, shown, given, toldElsewhere }: Sight): Verdict {
  const verdict: Verdict = {
    said: [...spoken.keys()],
    deleted: [],
    answered: [],
    told: [],
    unanswered: [],
    failures: [],
    inVain: [],
    answeredTwice: [],
    outOfOrder: [],
    replies: [],
    brokeOff: [],
    unfinished: [],
    doubled: [],
  };
  const covered = new Map<string, string[]>();
  for (const [channel, messages] of shown) {
    let newest = 0n;
    for (const [name, parts] of answersIn(messages)) {
      const words = parts.flatMap(({ text }) => wordsOf(text).filter((word) => nameOf(word) === name));
      const kind = kindOf(words, parts, given.get(name));
      verdict[kind].push(`${name} in ${channel}`);
      if (kind === 'unfinished') continue;
      const marks = marksIn(words);
      for (const mark of marks) covered.set(mark, [...(covered.get(mark) ?? []), name]);
      const ids = marks.map((mark) => BigInt(spoken.get(mark)?.id ?? 0));
      if (ids.some((id, at) => id <= (ids[at - 1] ?? newest)))
        verdict.outOfOrder.push(`${name} in ${channel}`);
      newest = ids.at(-1) ?? newest;
    }
    const failures = messages.filter(({ kind }) => kind === 'failure');
    verdict.failures.push(...failures.map(({ id }) => `${id} in ${channel}`));
    const growing = messages.filter(({ grows }) => grows);
    verdict.unfinished.push(...growing.map(({ id, text }) => `${id} in ${channel}: ${text.slice(0, 40)}`));
  }
  for (const [mark, { channel, id }] of spoken) {
    const messages = shown.get(channel) ?? [];
    const by = covered.get(mark) ?? [];
    const isTold = messages.some((one) => one.kind === 'failure' && BigInt(one.id) > BigInt(id));
    const isToldElsewhere = toldElsewhere.has(channel) || toldElsewhere.has(id);
    if (toldElsewhere.has(id) && by.length > 0) verdict.inVain.push(`${mark} in ${channel}`);
    if (by.length > 1) verdict.answeredTwice.push(`${mark} by ${by.join(' and ')} in ${channel}`);
    if (!messages.some((one) => one.id === id)) verdict.deleted.push(mark);
    else if (by.length > 0) verdict.answered.push(mark);
    else verdict[isTold || isToldElsewhere ? 'told' : 'unanswered'].push(`${mark} in ${channel}`);
  }
  return verdict;
}

/** The answers of a conversation with the messages in which they stand, in the order in which they begin. */
export function answersIn(messages: readonly Shown[]): Map<string, Shown[]> {
  const answers = new Map<string, Shown[]>();
  for (const message of messages.filter(({ kind }) => kind === 'answer'))
    for (const name of new Set(wordsOf(message.text).map(nameOf)))
      answers.set(name, [...(answers.get(name) ?? []), message]);
  return answers;
}

function marksIn(words: readonly string[]): string[] {
  return words.flatMap((word) => /\/(m\d+)$/.exec(word)?.[1] ?? []);
}

function kindOf(
  words: readonly string[],
  parts: readonly Shown[],
  answer: Answer | undefined,
): 'replies' | 'brokeOff' | 'unfinished' | 'doubled' {
  const mixes = parts.some(({ text }) => new Set(wordsOf(text).map(nameOf)).size > 1);
  if (mixes || new Set(words).size < words.length) return 'doubled';
  const isRight = words.every((word, at) => word === answer?.words[at]);
  if (!answer || !isRight) return 'unfinished';
  if (words.length === answer.words.length) return 'replies';
  return answer.cut ? 'brokeOff' : 'unfinished';
}
