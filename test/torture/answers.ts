import type { Script } from '../../playground/model/script.ts';
import type { ModelEndpoint } from '../../playground/model/start.ts';
import type { Chance } from './chance.ts';

/** What the model has said, or began to say. */
export interface Answer {
  /** Its words; each begins with the answer's name, so that it shows in each message to which answer it belongs. */
  words: string[];
  /** The connection was cut on purpose. */
  cut: boolean;
}

export interface Answers {
  /** By name: a1 and so on. */
  given: ReadonlyMap<string, Answer>;
  /** From now on, so much goes wrong; those that hang end when it is over. */
  storm(over: Promise<void>): void;
}

/** Words of an answer. A Discord message holds about 250. */
const SHORT = { least: 5, most: 80 };
const LONG = { least: 250, most: 700 };
const LONG_ONES = 0.15;

/** Words in a paragraph, and in a chunk of the stream. */
const PARAGRAPH = 60;
const CHUNK = { least: 4, most: 30 };
const PAUSE = { least: 20, most: 120 };
const FIRST = { least: 50, most: 1_500 };

/** How often each goes wrong. */
const RATES = { error: 0.03, limit: 0.03, hang: 0.01, cut: 0.03, event: 0.01 };

/** Makes the model name the marks of all that it was asked since it answered last, and say a lot more. */
export function answerMarks(model: ModelEndpoint, chance: Chance, note: (what: string) => void): Answers {
  const given = new Map<string, Answer>();
  let storm: Promise<void> | undefined;
  model.always(async ({ asked }) => {
    const said = asked?.said ?? [];
    const last = said.findLastIndex(({ role }) => role === 'assistant');
    const marks = said
      .slice(last + 1)
      .filter(({ role }) => role === 'user')
      .flatMap(({ text }) => text.match(/\bm\d+\b/g) ?? []);
    const name = `a${given.size + 1}`;
    const { least, most } = chance.happens(LONG_ONES) ? LONG : SHORT;
    const filler = Array.from({ length: chance.between(least, most) }, (_, index) => `${name}/${index}`);
    const words = [...marks.map((mark) => `${name}/${mark}`), ...filler];
    const answer = { words, cut: false };
    given.set(name, answer);
    const whole = scriptOf(words, chance);
    const script = storm === undefined ? whole : await spoil(whole, answer, storm, chance);
    const how = JSON.stringify({ ...script, chunks: undefined });
    note(`the model says ${name} of ${words.length} words to ${marks.join(' ')} ${how}`);
    return script;
  });
  return {
    given,
    storm(over) {
      storm = over;
      void over.then(() => (storm = undefined));
    },
  };
}

/** All that was asked stands in the first chunk, so that an answer that breaks off tells it, too. */
function scriptOf(words: readonly string[], chance: Chance): Script {
  const text = words.map((word, at) => (at === 0 ? word : `${at % PARAGRAPH === 0 ? '\n\n' : ' '}${word}`));
  const chunks: string[] = [];
  let from = words.findLastIndex((word) => word.includes('/m')) + 1;
  chunks.push(text.slice(0, from + 1).join(''));
  for (from += 1; from < text.length;) {
    const to = from + chance.between(CHUNK.least, CHUNK.most);
    chunks.push(text.slice(from, to).join(''));
    from = to;
  }
  return {
    chunks,
    firstMs: chance.between(FIRST.least, FIRST.most),
    pauseMs: chance.between(PAUSE.least, PAUSE.most),
  };
}

async function spoil(script: Script, answer: Answer, over: Promise<void>, chance: Chance): Promise<Script> {
  if (chance.happens(RATES.error)) return { status: 500, error: { message: 'The storm says so.' } };
  if (chance.happens(RATES.limit))
    return { status: 429, retryAfter: 1, error: { message: 'Too many requests.' } };
  if (chance.happens(RATES.hang)) {
    await over;
    return { cut: true };
  }
  const cut = chance.happens(RATES.cut);
  const event = chance.happens(RATES.event);
  if (!cut && !event) return script;
  answer.cut = true;
  const cutAfter = chance.between(0, script.chunks?.length ?? 0);
  if (cut) return { ...script, cutAfter };
  return {
    ...script,
    chunks: script.chunks?.slice(0, cutAfter) ?? [],
    errorEvent: { message: 'The storm says so.' },
  };
}
