import { z } from 'zod';
import type { CountTokens } from '../../src/conversation/tokens.ts';
import { parse } from './asked.ts';
import { BadRequest } from './bad-request.ts';
import { describeFile } from './files.ts';
import type { Upload } from './form.ts';
import { drawPicture } from './paint/picture.ts';
import { type Script, textOf } from './script.ts';
import type { Task } from './task.ts';
import { seconds } from './wire.ts';

/** Tokens of a picture, whatever its size and quality. */
const PICTURE_TOKENS = 1_056;

/** Milliseconds that a picture takes that shall be slow. */
const SLOW = 4_000;

/** What an answer tells the size of. https://platform.openai.com/docs/api-reference/images/object */
const TOLD_SIZES = new Set(['1024x1024', '1024x1536', '1536x1024']);

const upload = z.custom<Upload>(
  (value) => z.object({ data: z.instanceof(Uint8Array) }).safeParse(value).success,
);

const common = {
  model: z.string().min(1),
  prompt: z.string().min(1).max(32_000),
  n: z.coerce.number().int().min(1).max(10).default(1),
  size: z
    .string()
    .regex(/^auto$|^\d{3,4}x\d{3,4}$/)
    .default('auto'),
};

const generation = z.looseObject(common);
const edit = z.looseObject({
  ...common,
  image: z.union([upload, z.array(upload).min(1).max(16)]).transform((image) => [image].flat()),
});

/** POST /v1/images/generations */
export function readGeneration(body: unknown, count: CountTokens): Task {
  return painting({ ...parse(generation, body), image: [] }, count);
}

/** POST /v1/images/edits */
export function readEdit(body: unknown, count: CountTokens): Task {
  const asked = parse(edit, body);
  if (asked.image.some(({ pixels }) => !pixels))
    throw new BadRequest('Invalid image file or mode for image 1, please check your image file.', 'image', {
      code: 'invalid_image_file',
    });
  return painting(asked, count);
}

function painting({ prompt, n, size, image }: z.infer<typeof edit>, count: CountTokens): Task {
  const told = size === 'auto' ? '1024x1024' : size;
  const [width = 0, height = 0] = told.split('x').map(Number);
  return {
    usual: practice(prompt),
    answer(script) {
      const note = image.length > 0 ? `Made from ${image.map(describeFile).join(' and ')}` : '';
      const picture = drawPicture({ width, height }, textOf(script), note).toString('base64');
      const input = { text_tokens: count(prompt), image_tokens: image.length * PICTURE_TOKENS };
      const output = n * PICTURE_TOKENS;
      return {
        created: seconds(),
        background: 'opaque',
        output_format: 'png',
        quality: 'medium',
        ...(TOLD_SIZES.has(told) && { size: told }),
        data: Array.from({ length: n }, () => ({ b64_json: picture })),
        usage: {
          input_tokens: input.text_tokens + input.image_tokens,
          input_tokens_details: input,
          output_tokens: output,
          output_tokens_details: { image_tokens: output, text_tokens: 0 },
          total_tokens: input.text_tokens + input.image_tokens + output,
        },
      };
    },
  };
}

/** A picture with the words of the prompt, unless these ask for something else. */
function practice(prompt: string): Script {
  if (/\bforbidden\b/i.test(prompt)) return REFUSED;
  return { text: prompt, firstMs: /\bslow(ly)?\b/i.test(prompt) ? SLOW : 0 };
}

/** What OpenAI says when it does not want to paint something. */
export const REFUSED: Script = {
  status: 400,
  error: {
    message:
      'Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com.',
    type: 'image_generation_user_error',
    code: 'moderation_blocked',
  },
};
