import { z } from 'zod';
import type { CountTokens } from '../../src/conversation/tokens.ts';
import { parse } from './asked.ts';
import { BadRequest } from './bad-request.ts';
import { describeFile } from './files.ts';
import type { Upload } from './form.ts';
import { lengthOf } from './recording.ts';
import { textOf } from './script.ts';
import type { Task } from './task.ts';

/** Endings of file names, by which OpenAI tells the format. https://platform.openai.com/docs/guides/speech-to-text */
const FORMATS = /\.(flac|m4a|mp3|mp4|mpeg|mpga|oga|ogg|wav|webm)$/;

/** Tokens of a second of sound. */
const TOKENS_PER_SECOND = 10;

const request = z.looseObject({
  model: z.string().min(1),
  file: z.custom<Upload>((value) => z.object({ data: z.instanceof(Uint8Array) }).safeParse(value).success),
  response_format: z.enum(['json', 'verbose_json']).default('json'),
});

/** POST /v1/audio/transcriptions */
export function readTranscription(body: unknown, count: CountTokens): Task {
  const { file, response_format: format } = parse(request, body);
  if (!FORMATS.test(file.name ?? ''))
    throw new BadRequest(
      "Invalid file format. Supported formats: ['flac', 'm4a', 'mp3', 'mp4', 'mpeg', 'mpga', 'oga', 'ogg', 'wav', 'webm']",
      'file',
    );
  const { data, name: _, ...seen } = file;
  const length = lengthOf(data);
  const told = length === undefined ? '' : ` It lasts ${length.toFixed(1)} seconds.`;
  return {
    usual: { text: `This is a practice transcript of ${describeFile(seen)}.${told}` },
    answer(script) {
      const text = textOf(script);
      if (format === 'verbose_json') {
        const seconds = length ?? 0;
        const usage = { type: 'duration', seconds: Math.ceil(seconds) };
        return { task: 'transcribe', language: 'english', duration: seconds, text, segments: [], usage };
      }
      const input = Math.ceil((length ?? 0) * TOKENS_PER_SECOND);
      const output = count(text);
      return {
        text,
        usage: {
          type: 'tokens',
          input_tokens: input,
          input_token_details: { text_tokens: 0, audio_tokens: input },
          output_tokens: output,
          total_tokens: input + output,
        },
      };
    },
  };
}
