import { openai } from '@ai-sdk/openai';
import type { Usable } from './tool.ts';

/** Web search at OpenAI: all of it happens there, within one step. */
export const webSearch: Usable = {
  definition: openai.tools.webSearch({ searchContextSize: 'low' }),
  doing: () => 'searching the web',
  asks: false,
  run: undefined,
};
