import { transcribe } from 'ai';
import { z } from 'zod';
import type { Transcriber } from '../conversation/ports.ts';
import { NOTHING_USED, type Used } from '../conversation/spending/used.ts';
import { paid } from './paid.ts';
import { patiently, type Waiting } from './patiently.ts';
import type { Provider } from './provider.ts';
import { PATIENCE } from './retry.ts';

/** Milliseconds for one recording, retries included. Services need a fraction of its length, a small machine all of it. */
const TRANSCRIPT_TIMEOUT = 120_000;

/** Of a voice message on Discord, at the least: Opus with 16 kbit/s. */
const BYTES_PER_SECOND = 2_000;

/** Tokens of a second that somebody speaks, as sound and as text. https://platform.openai.com/docs/guides/realtime-costs */
const TOKENS_PER_SECOND = { input: 10, output: 5 };

/** What is said in recordings through the AI SDK, from the operator's TRANSCRIPTION_MODEL. */
export function createTranscriber(
  provider: Pick<Provider, 'transcription'>,
  name: string,
  { time = TRANSCRIPT_TIMEOUT, patience = PATIENCE }: Partial<Waiting> = {},
): Transcriber {
  const model = provider.transcription(name);
  return {
    transcribe(recording, signal, spend) {
      const estimate = usedBy(Math.ceil(recording.length / BYTES_PER_SECOND));
      const call = () =>
        patiently({ model: name, variable: 'TRANSCRIPTION_MODEL', time, signal, patience }, async (stop) => {
          // The SDK tells the format by the bytes, and the service by the name that the SDK makes of that.
          const told = await transcribe({ model, audio: recording, maxRetries: 0, abortSignal: stop });
          const counted = usedBy(told.durationInSeconds ?? estimate.seconds);
          const used = { ...counted, ...usageIn(told.responses[0]) };
          return { result: { text: told.text.trim() }, used };
        });
      return paid(spend, { model: name, ...estimate }, signal, call);
    },
  };
}

function usedBy(seconds: number) {
  const { input, output } = TOKENS_PER_SECOND;
  return { ...NOTHING_USED, seconds, input: Math.ceil(seconds * input), output: Math.ceil(seconds * output) };
}

const response = z.object({
  body: z.object({ usage: z.object({ input_tokens: z.int(), output_tokens: z.int() }) }),
});

/** The SDK itself tells of no tokens. */
function usageIn(told: unknown): Pick<Used, 'input' | 'output'> | undefined {
  const { usage } = response.safeParse(told).data?.body ?? {};
  return usage && { input: usage.input_tokens, output: usage.output_tokens };
}
