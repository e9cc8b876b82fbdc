import { z } from 'zod';
import { UserError } from '../../errors.ts';
import { text } from '../../language/language.ts';
import { define, ToolError, type Usable } from './tool.ts';

/** Characters: what the smallest model takes that is still of use. https://platform.openai.com/docs/api-reference/images/create */
const PROMPT_CHARACTERS = 4_000;

/** Milliseconds: a picture takes longer than other things. It has a limit of its own, with attempts that wait. */
const TIME = 200_000;

const input = z.object({
  prompt: z
    .string()
    .min(1)
    .max(PROMPT_CHARACTERS)
    .describe('The whole picture in words: what there is to be seen, and in which manner'),
  change: z
    .boolean()
    .describe('Whether it is made from the newest picture of this conversation, instead of from nothing'),
});

/** Paints a picture, which stands below the answer. Whether there may be one is for whoever offers `paint` to say. */
export const paint: Usable = {
  ...define({
    description:
      'Paints a picture, or changes the newest one of this conversation. People see it below your answer. Use it only when somebody wants a picture.',
    input,
    doing: ({ prompt }) => text('doing.painting', { prompt }),
    async run(wanted, { paint: brush, signal }) {
      if (!brush) throw new ToolError('No pictures can be painted here.');
      try {
        await brush(wanted, signal);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        throw new ToolError(`There is no picture. ${error.message}`, { cause: error });
      }
      return 'It is painted and stands below your answer. Do not describe it at length, and add no link to it.';
    },
  }),
  time: TIME,
};
