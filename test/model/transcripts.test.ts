import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ModelEndpoint, startModel } from '../../playground/model/start.ts';
import { createProvider } from '../../src/model/provider.ts';
import { createTranscriber } from '../../src/model/transcribe.ts';

/** So many seconds of silence, in 8,000 bytes a second. */
function wav(seconds: number): Buffer {
  const data = Buffer.alloc(44 + seconds * 8_000);
  data.write('RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0', 'latin1');
  data.writeUInt32LE(8_000, 24);
  data.writeUInt32LE(8_000, 28);
  return data;
}

/** An Ogg Opus file as Discord records them, as far as its pages are concerned. */
function ogg(seconds: number): Buffer {
  const page = (samples: bigint) => {
    const header = Buffer.alloc(27);
    header.write('OggS', 'latin1');
    header.writeBigUInt64LE(samples, 6);
    return header;
  };
  return Buffer.concat([page(0n), Buffer.alloc(500, 'x'), page(BigInt(seconds * 48_000))]);
}

describe.each(['responses', 'chat'] as const)('a transcriber (%s)', (api) => {
  let endpoint: ModelEndpoint;
  beforeEach(async () => {
    endpoint = await startModel();
  });
  afterEach(() => endpoint.close());

  const { signal: noSignal } = new AbortController();
  const patience = { sleep: async () => {}, random: () => 1 };

  function transcribe(
    recording: Uint8Array,
    {
      model = 'gpt-4o-mini-transcribe',
      time,
      signal = noSignal,
    }: {
      model?: string;
      time?: number;
      signal?: AbortSignal;
    } = {},
  ) {
    const provider = createProvider({ apiKey: undefined, baseUrl: endpoint.url, api });
    return createTranscriber(provider, model, { patience, ...(time && { time }) }).transcribe(
      recording,
      signal,
    );
  }

  test.each<[what: string, recording: Buffer, name: string, text: string]>([
    ['WAV', wav(2), 'audio.wav', 'a WAV, 16.0 kB. It lasts 2.0 seconds.'],
    ['Ogg', ogg(3.5), 'audio.ogg', 'an OGG, 554 bytes. It lasts 3.5 seconds.'],
    ['MP3', Buffer.from('\xff\xfb\x90\0', 'latin1'), 'audio.mp3', 'an MPEG, 4 bytes.'],
  ])('writes down what is said in a recording: %s', async (_what, recording, name, text) => {
    expect(await transcribe(recording)).toEqual({ text: `This is a practice transcript of ${text}` });
    expect(endpoint.transcripts.requests).toMatchObject([
      { path: '/v1/audio/transcriptions', body: { model: 'gpt-4o-mini-transcribe', file: { name } } },
    ]);
  });

  test.each(['whisper-1', 'gpt-4o-transcribe', 'faster-whisper'])('the model %s', async (model) => {
    endpoint.transcripts.next(' Hello there. \n');
    expect(await transcribe(ogg(1), { model })).toEqual({ text: 'Hello there.' });
  });

  test('nothing is said', async () => {
    endpoint.transcripts.next('');
    expect(await transcribe(ogg(1))).toEqual({ text: '' });
  });

  test('an unknown model is the operator’s to correct', async () => {
    endpoint.transcripts.next({ status: 404 });
    await expect(transcribe(ogg(1))).rejects.toThrow(
      'The AI service does not know the model gpt-4o-mini-transcribe. Please tell whoever runs me to check TRANSCRIPTION_MODEL.',
    );
  });

  test('asks again where waiting helps, and waits only so long', async () => {
    endpoint.transcripts.next({ status: 503 }, 'Hello.', { hang: true });
    expect(await transcribe(ogg(1))).toEqual({ text: 'Hello.' });
    expect(endpoint.transcripts.requests).toHaveLength(2);
    await expect(transcribe(ogg(1), { time: 50 })).rejects.toMatchObject({ kind: 'timeout' });
  });

  test('ends when it is given up', async () => {
    endpoint.transcripts.always({ hang: true });
    const abort = new AbortController();
    const transcript = transcribe(ogg(1), { signal: abort.signal });
    await vi.waitFor(() => expect(endpoint.transcripts.requests).toHaveLength(1));
    abort.abort(new Error('enough'));
    await expect(transcript).rejects.toThrow('enough');
    await vi.waitFor(() => expect(endpoint.transcripts.requests[0]!.aborted).toBe(true));
  });
});
