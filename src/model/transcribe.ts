import { transcribe } from 'ai';
import type { Transcriber } from '../conversation/ports.ts';
import { patiently } from './patiently.ts';
import type { Provider } from './provider.ts';
import type { Patience } from './retry.ts';

/** Milliseconds for one recording, retries included. Services need a fraction of its length, a small machine all of it. */
const TRANSCRIPT_TIMEOUT = 120_000;

interface TranscriberOptions {
  time?: number;
  patience?: Patience;
}

/** What is said in recordings through the AI SDK, from the operator's TRANSCRIPTION_MODEL. */
export function createTranscriber(
  provider: Pick<Provider, 'transcription'>,
  name: string,
  { time = TRANSCRIPT_TIMEOUT, patience }: TranscriberOptions = {},
): Transcriber {
  const model = provider.transcription(name);
  return {
    transcribe: (recording, signal) =>
      patiently(
        { model: name, variable: 'TRANSCRIPTION_MODEL', time, signal, ...(patience && { patience }) },
        async (stop) => {
          // The SDK tells the format by the bytes, and the service by the name that the SDK makes of that.
          const { text } = await transcribe({ model, audio: recording, maxRetries: 0, abortSignal: stop });
          return { text: text.trim() };
        },
      ),
  };
}
