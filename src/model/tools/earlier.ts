import { z } from 'zod';
import { text } from '../../language/language.ts';
import { define, ToolError } from './tool.ts';

const input = z.object({
  words: z.string().max(200).optional().describe('Only messages in which all of these words stand'),
  before: z
    .string()
    .regex(/^\d{20}(?:\.\d{20})?$/)
    .optional()
    .describe('Where the last call stopped, to go on there'),
});

/** Reads what was said before what the model is sent. */
export const earlier = define({
  description:
    'Reads older messages of this conversation, from before those that you were sent: the newest of them, or those ' +
    'with certain words.',
  input,
  doing: ({ words }) => (words ? text('doing.searchingEarlier', { words }) : text('doing.readingEarlier')),
  async run({ words = '', before }, { earlier: read, tokens }) {
    if (read === undefined) throw new ToolError('There are no older messages.');
    const { messages, next } = await read({ words, ...(before && { before }) }, tokens);
    const found = messages.length === 0 ? 'No such message was found.' : messages.join('\n\n');
    return next === undefined
      ? found
      : `${found}\n\nThere are older ones: call again with before: "${next}".`;
  },
});
