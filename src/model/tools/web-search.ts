import { openai } from '@ai-sdk/openai';
import { text } from '../../language/language.ts';
import type { Usable } from './tool.ts';

/** Web search at OpenAI: all of it happens there, within one step. */
export const webSearch: Usable = {
  definition: openai.tools.webSearch({ searchContextSize: 'low' }),
  doing: () => text('doing.searchingWeb'),
  asks: false,
  run: undefined,
};
