import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Examples } from '../settings/examples.ts';
import type { Settings } from '../settings/schema.ts';
import type { Place, SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import { buildContext } from './context.ts';
import { type Entry, isAfter, positionOf, type Said, type Snowflake } from './entry.ts';
import { instructions } from './instructions.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { questionOf } from './knowledge/question.ts';
import { requireHarmlessAnswer, requireHarmlessQuestion, withoutRefused } from './moderation.ts';
import type { Model, Moderator } from './ports.ts';
import { outSince } from './privacy/wishes.ts';
import { tokensOfEntry } from './remember.ts';
import type { Spending } from './spending/spending.ts';
import type { TokensOf } from './tokens.ts';

/** Questions of a conversation that a prompt can be tried on. */
const QUESTIONS = 5;

/** Entries that are looked at to find them, and to find an answer. */
const LOOKED_AT = 40;

export interface PreviewParts {
  store: Pick<Store, 'newest' | 'find' | 'copies' | 'conversation' | 'wishes'>;
  settings: Pick<SettingsKeeper, 'of'>;
  model: Model;
  /** Looks at questions and answers for servers that want that. */
  moderator: Moderator | undefined;
  examples: Pick<Examples, 'of'>;
  knowledge: Pick<Knowledge, 'lookUp'>;
  spending: Pick<Spending, 'by'>;
  tokensOf: TokensOf;
  me: () => { name: string };
}

/** What a prompt is tried on. */
export interface Trial {
  /** Whose settings are about to change. */
  place: Place;
  conversation: Snowflake;
  person: { id: Snowflake; name: string };
  prompt: string;
  /** A message of the conversation, or what somebody typed. */
  question: { message: Snowflake } | { typed: string };
}

/** A question, and how it is answered with the prompt that counts now and with another one. */
export interface Tried {
  question: string;
  before: string;
  /** Whether the first answer was made just now, as the other one was. */
  isAnew: boolean;
  after: string;
}

/** Lets people see what a prompt would change, before it is saved. Nothing of it is remembered. */
export interface Preview {
  /** The last questions of a conversation, the newest first. */
  questions(conversation: Snowflake): Promise<Entry[]>;
  /**
   * Throws a UserError where the model gives no answer, where this person tries another one already, or has opted out.
   */
  try(trial: Trial, signal: AbortSignal): Promise<Tried>;
}

export function createPreview(parts: PreviewParts): Preview {
  const trying = new Set<Snowflake>();
  return {
    async questions(conversation) {
      const newest = await parts.store.newest(conversation, { count: LOOKED_AT });
      const entries = withoutRefused(newest, await parts.store.conversation(conversation));
      const asked = entries.filter(({ role, text: said }) => role === 'user' && said.trim() !== '');
      return asked.slice(-QUESTIONS).toReversed();
    },

    async try(trial, signal) {
      const { id } = trial.person;
      if ((await outSince(parts.store, id)) !== undefined) throw new UserError(text('privacy.youAreOutHere'));
      if (trying.has(id)) throw new UserError(text('draft.oneAtATime'));
      trying.add(id);
      try {
        return await attempt(parts, trial, signal);
      } finally {
        trying.delete(id);
      }
    },
  };
}

async function attempt(parts: PreviewParts, trial: Trial, signal: AbortSignal): Promise<Tried> {
  const { store, knowledge, spending, moderator } = parts;
  const { place, conversation, person } = trial;
  const { settings } = await parts.settings.of(place);
  const { entries, answer } = await readQuestion(parts, trial, settings);
  await requireHarmlessQuestion(moderator, settings, entries.slice(-1), signal);
  const spend = spending.by({ guild: place.guild, person: person.id }, settings);
  const [examples, passages, copies] = await Promise.all([
    parts.examples.of(place.guild),
    knowledge.lookUp(place.guild, questionOf(entries), signal, spend),
    store.copies(conversation, entries),
  ]);
  const answerWith = async (prompt: string): Promise<string> => {
    const context = buildContext({
      instructions: instructions(settings.persona || parts.me().name, prompt),
      entries,
      examples,
      passages,
      copies,
      answeredThrough: entries.at(-2)?.id ?? null,
      floor: null,
      contextTokens: settings.contextTokens,
      count: parts.tokensOf(settings.model),
    });
    const { model, maxOutputTokens } = settings;
    return (await parts.model.answer({ model, maxOutputTokens, conversation, context, signal, spend })).text;
  };
  const [before, after] = await Promise.all([
    answer ?? answerWith(settings.prompt),
    answerWith(trial.prompt),
  ]);
  await Promise.all([before, after].map((one) => requireHarmlessAnswer(moderator, settings, one, signal)));
  return { question: entries.at(-1)?.text ?? '', before, isAnew: answer === undefined, after };
}

/** What the model is sent: all up to the question. And the answer that there is already. */
async function readQuestion(
  { store, tokensOf }: PreviewParts,
  { conversation, person, question }: Trial,
  { model, contextTokens }: Settings,
): Promise<{ entries: Entry[]; answer: string | undefined }> {
  if ('typed' in question) {
    const said = typed(question.typed, person);
    return { entries: [{ ...said, tokens: tokensOfEntry(said, tokensOf(model)) }], answer: undefined };
  }
  const asked = await store.find(conversation, question.message);
  if (asked === undefined) throw new UserError(text('draft.questionGone'));
  const before = await store.newest(conversation, { tokens: contextTokens, before: positionOf(asked) });
  const later = await store.newest(conversation, { count: LOOKED_AT });
  // Several questions may have one answer: that of the newest of them.
  const reply = later.find((one) => one.reply && !isAfter(asked.id, one.reply.answers));
  const entries = withoutRefused([...before, asked], await store.conversation(conversation));
  if (entries.at(-1) !== asked) throw new UserError(text('draft.questionGone'));
  return { entries, answer: reply?.text };
}

function typed(said: string, author: Entry['author']): Said {
  return { id: '0', role: 'user', author, text: said, attachments: [], time: 0 };
}
