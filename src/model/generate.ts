import { type FinishReason, generateText, InvalidResponseDataError, type LanguageModelUsage } from 'ai';
import type { ModelAnswer } from '../conversation/ports.ts';
import { AnswerBrokeOff } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Log } from '../log.ts';
import { type Call, type Step, type StepModel, type StepRequest, toCall } from './call.ts';
import { createCircuits, type Heard } from './circuits.ts';
import { ModelError, toModelError } from './errors.ts';
import type { Provider } from './provider.ts';
import { PATIENCE, type Patience, retrying } from './retry.ts';
import { SILENCE, stream, type StreamPart } from './stream.ts';
import { createThoughtFilter, withoutThoughts } from './think.ts';

/** Milliseconds for one answer, retries included. A reasoning model may think for a minute or two. */
const ANSWER_TIMEOUT = 180_000;

/** The same where people see the answer grow. A small machine takes minutes for a long one. */
const STREAM_TIMEOUT = 600_000;

/** Milliseconds that a model gets: for the whole answer, and of silence in a stream. */
const LIMITS = { answer: ANSWER_TIMEOUT, stream: STREAM_TIMEOUT, silence: SILENCE };

/** Names of models whose servers' templates open a thought, until we have seen one answer. A wrong guess only delays that one. */
const OPENED_BY_TEMPLATE = /\br1\b|qwq|think|reason/i;

interface ModelOptions {
  log: Log;
  limits?: typeof LIMITS;
  patience?: Patience;
  /** Milliseconds, for the circuit breakers. */
  now?: () => number;
}

/** Models through the AI SDK. */
export function createModel(
  provider: Provider,
  { log, limits = LIMITS, patience = PATIENCE, now = () => performance.now() }: ModelOptions,
): StepModel {
  const opened = new Map<string, boolean>();
  const circuits = createCircuits(log, now);

  async function ask(request: StepRequest, limit: AbortSignal): Promise<Step> {
    const { model, signal, onText, onCame, onProviderTool } = request;
    const call = toCall(provider(model), request);
    return circuits.through(model, signal, async (heard) => {
      const stop = AbortSignal.any([limit, heard.givenUp]);
      try {
        if (!onText) return await whole(call, model, onProviderTool, stop);
        const holdBack = opened.get(model) ?? OPENED_BY_TEMPLATE.test(model);
        const parts = stream(call, stop, limits.silence);
        const { unopened, ...answer } = await streamed(
          parts,
          model,
          { onText, onCame, onProviderTool },
          holdBack,
          heard,
        );
        opened.set(model, unopened);
        return answer;
      } catch (error) {
        signal.throwIfAborted();
        throw toModelError(error, model);
      }
    });
  }

  return {
    async answer(request) {
      const { model, signal, onText, onDelay } = request;
      const time = onText ? limits.stream : limits.answer;
      const stop = AbortSignal.any([signal, AbortSignal.timeout(time)]);
      const hopeless = () => circuits.isOpen(model);
      return retrying(() => ask(request, stop), { signal, time, onDelay, hopeless, patience });
    },
  };
}

async function whole(
  call: Call,
  model: string,
  onProviderTool: Told['onProviderTool'],
  stop: AbortSignal,
): Promise<Step> {
  const {
    text: words,
    finishReason,
    usage,
    toolCalls,
    responseMessages,
  } = await generateText({
    ...call,
    abortSignal: stop,
  });
  for (const { providerExecuted, toolName } of toolCalls) if (providerExecuted) onProviderTool?.(toolName);
  const said = withoutThoughts(words);
  try {
    const end = { finish: finishOf(finishReason), usage: usageOf(usage) };
    return { model, text: said, ...end, calls: ours(toolCalls), messages: responseMessages };
  } catch (error) {
    throw brokeOff(error, said, model);
  }
}

interface Told {
  onText: (text: string) => void;
  onCame: StepRequest['onCame'];
  onProviderTool: StepRequest['onProviderTool'];
}

/** Tells of what becomes visible. Holds all back until a thought has ended, where one is expected that nothing opens. */
async function streamed(
  parts: AsyncIterable<StreamPart>,
  model: string,
  { onText, onCame, onProviderTool }: Told,
  holdBack: boolean,
  heard: Heard,
): Promise<Step & { unopened: boolean }> {
  const filter = createThoughtFilter();
  let shown = '';
  const show = (text: string) => {
    if (text === shown || (shown === '' && text.trim() === '')) return;
    shown = text;
    onText(text);
  };
  let end: Omit<Step, 'model' | 'text'> | undefined;
  try {
    for await (const part of parts) {
      if (part.type === 'end') {
        const { reason, usage, calls, messages } = part;
        end = { finish: finishOf(reason), usage: usageOf(usage), calls: ours(calls), messages };
      } else if (part.type === 'taken') heard.taken();
      else if (part.type === 'tool') onProviderTool?.(part.name);
      else if (part.type === 'thought') onCame?.(part.text);
      else {
        onCame?.(part.text);
        heard.answered();
        filter.add(part.text);
        if (!holdBack || filter.thought) show(filter.text);
      }
    }
    if (!end) throw new InvalidResponseDataError({ data: undefined, message: 'The stream has no end' });
  } catch (error) {
    throw brokeOff(error, shown, model);
  }
  filter.end();
  show(filter.text);
  return { model, text: filter.text, ...end, unopened: filter.unopened };
}

/** The model's error for an answer of which so much came. */
export function brokeOff(error: unknown, said: string, model: string): unknown {
  const cause = toModelError(error, model);
  if (!(cause instanceof ModelError) || said === '') return cause;
  return new AnswerBrokeOff(text('model.brokeOff'), said, cause);
}

/** As the provider counted. */
export function usageOf({
  inputTokens,
  outputTokens,
  inputTokenDetails,
  outputTokenDetails,
}: LanguageModelUsage): ModelAnswer['usage'] {
  return {
    input: inputTokens,
    cached: inputTokenDetails.cacheReadTokens,
    output: outputTokens,
    reasoning: outputTokenDetails.reasoningTokens,
  };
}

function ours(calls: Step['calls']): Step['calls'] {
  return calls.filter(({ providerExecuted }) => !providerExecuted);
}

/** Throws for an answer that has no proper end. */
function finishOf(reason: FinishReason): ModelAnswer['finish'] {
  if (reason === 'error' || reason === 'interrupted')
    throw new InvalidResponseDataError({ data: undefined, message: `The answer ended with: ${reason}` });
  if (reason === 'length') return 'length';
  return reason === 'content-filter' ? 'filtered' : 'complete';
}
