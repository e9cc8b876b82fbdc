import { AnswerBrokeOff, Stopped, UserError } from '../errors.ts';
import { type Text, text } from '../language/language.ts';
import type { Log } from '../log.ts';
import type { Context, ContextMessage } from './context.ts';
import { wordsAfter } from './continued.ts';
import type { Ending, Made, Snowflake } from './entry.ts';
import { nothingSaid } from './notes.ts';
import { painting, type PaintingParts } from './painting.ts';
import type { Model, ModelAnswer, ModelRequest, Painted, Reply } from './ports.ts';
import type { Store } from '../store/store.ts';
import { createReadEarlier } from './earlier.ts';
import { type Spending, spendFor } from './spending/spending.ts';
import type { Turn } from './turn.ts';

interface AskParts extends PaintingParts {
  store: Store;
  model: Model;
  spending: Pick<Spending, 'by'>;
  log: Log;
  now: () => number;
}

/** What an answer is given with. */
export interface Means {
  reply: Reply;
  painted: Painted[];
  permit: NonNullable<ModelRequest['permit']>;
}

/** What a model said. */
export interface Words {
  text: string;
  /** Which model; undefined where the answer has no proper end. */
  model: string | undefined;
  /** Undefined: all was said. */
  ending: Ending | undefined;
  /** What went wrong, where that says more than the ending. */
  why?: Text | string;
  /** There were pictures, and the model sees none. */
  blind?: boolean;
  took: Made['took'];
  /** Undefined where the answer has no proper end. */
  usage?: ModelAnswer['usage'];
  tools?: readonly string[];
}

/**
 * Asks the model. What it had said before it was stopped or broke off is an answer, too, as are the pictures, which are
 * added to `painted`.
 */
export async function ask(
  parts: AskParts,
  id: Snowflake,
  turn: Turn,
  context: Context,
  { reply, painted, permit }: Means,
  signal: AbortSignal,
): Promise<Words> {
  const { store, model, log, now } = parts;
  const { settings, continues } = turn;
  const paint = painting(parts, id, turn, painted);
  const started = now();
  const before = continues?.text ?? '';
  let soFar = '';
  let first: number | undefined;
  const took = () => ({ ...(first !== undefined && { first }), all: now() - started });
  const onText = (text: string) => {
    soFar = wordsAfter(before, text);
    if (soFar.trim() === '') return;
    first ??= now() - started;
    reply.show(soFar);
  };
  try {
    log.trace({ conversation: id, messages: context.messages.map(withoutBytes) }, 'asking the model');
    const answered = await model.answer({
      model: settings.model,
      maxOutputTokens: settings.maxOutputTokens,
      conversation: id,
      context,
      signal,
      contextTokens: settings.contextTokens,
      tools: settings.tools,
      onDelay: () => reply.doing(text('doing.waiting')),
      onTool: (doing) => reply.doing(doing),
      permit,
      spend: spendFor(parts.spending, turn),
      ...(paint && { paint }),
      ...(context.floor !== null && {
        earlier: createReadEarlier(store, id, context.floor, turn.conversation),
      }),
      ...(settings.streaming === 'on' && { onText }),
    });
    const tokens = { counted: context.tokens, ...answered.usage };
    const { model: by, tools } = answered;
    log.info({ conversation: id, model: by, ms: now() - started, tokens, tools }, 'model answered');
    return {
      text: wordsOf(answered, before, settings, painted),
      model: answered.model,
      ending: answered.finish === 'complete' ? undefined : answered.finish,
      blind: answered.blind ?? false,
      took: took(),
      usage: answered.usage,
      tools: answered.tools ?? [],
    };
  } catch (error) {
    const isSomething = soFar.trim() !== '' || painted.length > 0;
    if (isSomething && signal.reason instanceof Stopped)
      return { text: soFar, model: undefined, ending: 'stopped', took: took() };
    const brokeOff = error instanceof AnswerBrokeOff;
    if (signal.aborted || !(brokeOff || (painted.length > 0 && error instanceof UserError))) throw error;
    log.warn({ err: error, conversation: id, model: settings.model }, 'the answer broke off');
    const said = brokeOff ? wordsAfter(before, error.text) : soFar;
    const why = brokeOff ? undefined : error.sentence;
    return { text: said, model: undefined, ending: 'broken', ...(why && { why }), took: took() };
  }
}

function wordsOf(
  answered: ModelAnswer,
  before: string,
  settings: Turn['settings'],
  painted: readonly Painted[],
): string {
  const words = wordsAfter(before, answered.text);
  if (words.trim() === '' && painted.length > 0) return '';
  if (words.trim() === '') throw new UserError(nothingSaid(answered, settings));
  return words;
}

function withoutBytes({ pictures = [], ...message }: ContextMessage) {
  return { ...message, ...(pictures.length > 0 && { pictures: pictures.length }) };
}
