import { generateImage } from 'ai';
import type { Painter, Picture } from '../conversation/ports.ts';
import { ModelError, type ModelErrorKind } from './errors.ts';
import { NOTHING_USED, tokensAtMost } from '../conversation/spending/used.ts';
import { paid } from './paid.ts';
import { patiently, type Waiting } from './patiently.ts';
import type { Provider } from './provider.ts';
import { PATIENCE } from './retry.ts';

/** Milliseconds for one picture, retries included. "Complex prompts may take up to 2 minutes": https://platform.openai.com/docs/guides/image-generation */
const PICTURE_TIMEOUT = 180_000;

/** How servers say that they make no picture from others: they don't know the address, or not the parts of the request. */
const TAKES_NONE = new Set<ModelErrorKind>(['unknown model', 'bad request']);

/** Tokens of a picture at most: the largest in high quality. https://platform.openai.com/docs/guides/image-generation#cost-and-latency */
const PICTURE_TOKENS = 6_240;

/** Tokens of a picture that another one is made from, at most. https://platform.openai.com/docs/guides/images-vision */
const SOURCE_TOKENS = 6_240;

/** Pictures through the AI SDK, from the operator's IMAGE_MODEL. */
export function createPainter(
  provider: Pick<Provider, 'image'>,
  name: string,
  { time = PICTURE_TIMEOUT, patience = PATIENCE }: Partial<Waiting> = {},
): Painter {
  const model = provider.image(name);

  const paint = (prompt: string, from: Uint8Array[], signal: AbortSignal) =>
    patiently({ model: name, variable: 'IMAGE_MODEL', time, signal, patience }, async (stop) => {
      const { image, usage } = await generateImage({
        model,
        prompt: from.length > 0 ? { text: prompt, images: from } : prompt,
        maxRetries: 0, // retry.ts has the one policy
        abortSignal: stop,
      });
      const result: Picture = { bytes: image.uint8Array, mediaType: image.mediaType };
      const { inputTokens: input = 0, outputTokens: output = 0 } = usage;
      return { result, used: { ...NOTHING_USED, input, output, pictures: 1 } };
    });

  return {
    async paint({ prompt, from = [], signal, spend }) {
      const input = tokensAtMost(prompt.length) + from.length * SOURCE_TOKENS;
      const planned = { ...NOTHING_USED, model: name, input, output: PICTURE_TOKENS, pictures: 1 };
      return paid(spend, planned, signal, () => paintFrom(prompt, from, signal));
    },
  };

  async function paintFrom(prompt: string, from: Uint8Array[], signal: AbortSignal) {
    const takes = from.length > 0 ? await model.supportsFileInputs : false;
    if (takes === false) return paint(prompt, [], signal);
    try {
      return await paint(prompt, from, signal);
    } catch (error) {
      if (takes || !(error instanceof ModelError) || !TAKES_NONE.has(error.kind)) throw error;
      return paint(prompt, [], signal);
    }
  }
}
