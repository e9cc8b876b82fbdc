import type { Context } from '../../src/conversation/context.ts';
import type { ModelRequest } from '../../src/conversation/ports.ts';

/** Somebody says hello. */
export const CONTEXT: Context = {
  instructions: 'You are Bobbin.',
  messages: [{ role: 'user', text: 'Hi' }],
  tokens: 10,
  floor: null,
  shortened: false,
  passages: [],
};

/** What a model is asked, where a test says no more. */
export function requestWith(change: Partial<ModelRequest> = {}): ModelRequest {
  return {
    model: 'practice',
    context: CONTEXT,
    maxOutputTokens: 100,
    conversation: '1',
    signal: new AbortController().signal,
    ...change,
  };
}
