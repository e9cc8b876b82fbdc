import { type FinishReason, type LanguageModelUsage, streamText } from 'ai';
import type { Call, Said } from './call.ts';

/** Milliseconds without a sign of life before the first text. A reasoning model may think for a minute or two. */
const FIRST_TEXT_TIMEOUT = 120_000;

/** Milliseconds between two pieces of an answer. */
const NEXT_TEXT_TIMEOUT = 45_000;

/** Milliseconds of silence after which a stream is given up. */
export interface Silence {
  first: number;
  next: number;
}

export const SILENCE: Silence = { first: FIRST_TEXT_TIMEOUT, next: NEXT_TEXT_TIMEOUT };

/**
 * What a stream brings: once that the service has taken the call, pieces of text and of thoughts, tools that the provider uses by itself,
 * then once how it ended.
 */
export type StreamPart =
  | { type: 'taken' }
  | { type: 'text'; text: string }
  | { type: 'thought'; text: string }
  | { type: 'tool'; name: string }
  | ({ type: 'end'; reason: FinishReason; usage: LanguageModelUsage } & Said);

/**
 * `streamText` as a plain stream: throws whatever went wrong, and closes the connection when it is left early.
 * The SDK itself tells of errors in four ways (an exception, a part, a part after which it goes on, the console), keeps
 * reading when its reader leaves, and its own time limits wait until the first output.
 */
export async function* stream(call: Call, signal: AbortSignal, silence: Silence): AsyncGenerator<StreamPart> {
  const leave = new AbortController();
  const stop = AbortSignal.any([signal, leave.signal]);
  let limit = silence.first;
  const giveUp = () => leave.abort(new DOMException(`Nothing came for ${limit} ms`, 'TimeoutError'));
  let timer = setTimeout(giveUp, limit);
  try {
    // Without onError it would print errors, and the prompt with them.
    const result = streamText({ ...call, abortSignal: stop, onError() {} });
    let end: { reason: FinishReason; usage: LanguageModelUsage } | undefined;
    for await (const part of result.stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'start-step') yield { type: 'taken' };
      if (part.type === 'text-delta') {
        limit = silence.next;
        yield { type: 'text', text: part.text };
      } else if (part.type === 'reasoning-delta') {
        yield { type: 'thought', text: part.text };
      } else if (part.type === 'tool-input-start' && part.providerExecuted) {
        yield { type: 'tool', name: part.toolName };
      } else if (part.type === 'finish') {
        end = { reason: part.finishReason, usage: part.totalUsage };
      }
      clearTimeout(timer);
      timer = setTimeout(giveUp, limit);
    }
    stop.throwIfAborted(); // then it just ends
    if (end)
      yield { type: 'end', ...end, calls: await result.toolCalls, messages: await result.responseMessages };
  } catch (error) {
    stop.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    leave.abort(new Error('The stream was left'));
  }
}
