import { AnswerBrokeOff, Stopped, UserError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Context } from './context.ts';
import { wordsAfter } from './continued.ts';
import type { Ending, Snowflake } from './entry.ts';
import { nothingSaid } from './notes.ts';
import type { Model, ModelAnswer, Reply } from './ports.ts';
import type { Store } from '../store/store.ts';
import { createReadEarlier } from './earlier.ts';
import type { Turn } from './turn.ts';

const BUSY = 'the AI service is busy, this takes a little longer';

interface AskParts {
  store: Store;
  model: Model;
  log: Log;
  now: () => number;
}

/** What a model said. */
export interface Words {
  text: string;
  /** Which model; undefined where the answer has no proper end. */
  model: string | undefined;
  /** Undefined: all was said. */
  ending: Ending | undefined;
}

/** Asks the model. What it had said before it was stopped or broke off is an answer, too. */
export async function ask(
  { store, model, log, now }: AskParts,
  id: Snowflake,
  { settings, continues }: Turn,
  context: Context,
  reply: Reply,
  signal: AbortSignal,
): Promise<Words> {
  const started = now();
  const before = continues?.text ?? '';
  let soFar = '';
  const onText = (text: string) => {
    soFar = wordsAfter(before, text);
    if (soFar.trim() !== '') reply.show(soFar);
  };
  try {
    log.trace({ conversation: id, messages: context.messages }, 'asking the model');
    const answered = await model.answer({
      model: settings.model,
      maxOutputTokens: settings.maxOutputTokens,
      conversation: id,
      context,
      signal,
      budget: settings.contextTokens,
      tools: settings.tools,
      onDelay: () => reply.doing(BUSY),
      onTool: (doing) => reply.doing(doing),
      ...(context.floor !== null && { earlier: createReadEarlier(store, id, context.floor) }),
      ...(settings.streaming === 'on' && { onText }),
    });
    const tokens = { counted: context.tokens, ...answered.usage };
    const { model: by, tools } = answered;
    log.info({ conversation: id, model: by, ms: now() - started, tokens, tools }, 'model answered');
    return {
      text: wordsOf(answered, before, settings),
      model: answered.model,
      ending: answered.finish === 'complete' ? undefined : answered.finish,
    };
  } catch (error) {
    if (soFar.trim() !== '' && signal.reason instanceof Stopped)
      return { text: soFar, model: undefined, ending: 'stopped' };
    if (!(error instanceof AnswerBrokeOff) || signal.aborted) throw error;
    log.warn({ err: error, conversation: id, model: settings.model }, 'the answer broke off');
    return { text: wordsAfter(before, error.text), model: undefined, ending: 'broken' };
  }
}

function wordsOf(answered: ModelAnswer, before: string, settings: Turn['settings']): string {
  const words = wordsAfter(before, answered.text);
  if (words.trim() === '') throw new UserError(nothingSaid(answered, settings));
  return words;
}
