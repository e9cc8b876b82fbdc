import { inspect } from 'node:util';
import { APICallError, JSONParseError, StreamProviderError } from 'ai';
import { expect, test } from 'vitest';
import { ModelError, toModelError } from '../../src/model/errors.ts';
import { retryAfter } from '../../src/model/retry-after.ts';

const failed = (statusCode: number | undefined, body: unknown, more: { isRetryable?: boolean } = {}) =>
  new APICallError({
    message: 'secret',
    url: 'https://api.example/v1/responses?key=secret',
    requestBodyValues: { input: 'secret' },
    responseBody: typeof body === 'string' ? body : JSON.stringify(body),
    responseHeaders: { 'retry-after': '7' },
    ...(statusCode !== undefined && { statusCode }),
    ...more,
  });
const code = (name: unknown) => ({ error: { message: 'secret', type: 'secret', param: null, code: name } });
const event = (data: object, statusCode?: number) =>
  new StreamProviderError({ message: 'secret', data, ...(statusCode && { statusCode }) });

test.each<[kind: string, retriable: boolean, cause: string, error: unknown]>([
  ['bad key', false, 'HTTP 401 from api.example, code invalid_api_key', failed(401, code('invalid_api_key'))],
  ['bad key', false, 'HTTP 403 from api.example', failed(403, '')],
  ['unknown model', false, 'HTTP 404 from api.example', failed(404, '<html>')],
  [
    'unknown model',
    false,
    'HTTP 400 from api.example, code model_not_found',
    failed(400, code('model_not_found')),
  ],
  ['rate limit', true, 'HTTP 429 from api.example', failed(429, code(null))],
  [
    'quota',
    false,
    'HTTP 429 from api.example, code insufficient_quota',
    failed(429, code('insufficient_quota')),
  ],
  ['refused', false, 'HTTP 400 from api.example, code content_filter', failed(400, code('content_filter'))],
  [
    'context too long',
    false,
    'HTTP 400 from api.example',
    failed(400, { error: 'maximum context length is 5' }),
  ],
  [
    'context too long',
    false,
    'HTTP 400 from api.example, code 400',
    failed(400, { message: 'maximum context length', code: 400 }),
  ],
  ['bad request', false, 'HTTP 400 from api.example', failed(400, code(undefined))],
  ['overloaded', true, 'HTTP 408 from api.example', failed(408, '')],
  ['overloaded', true, 'HTTP 409 from api.example', failed(409, '')],
  ['overloaded', true, 'HTTP 529 from api.example', failed(529, '')],
  ['overloaded', true, 'HTTP 200 from api.example, code server_error', failed(200, code('server_error'))],
  ['unreadable', true, 'HTTP 200 from api.example', failed(200, '<html>')],
  ['unreachable', true, 'HTTP 200 from api.example', failed(200, '', { isRetryable: true })],
  ['unreachable', true, 'HTTP none from api.example', failed(undefined, '')],
  [
    'rate limit',
    true,
    'AI_StreamProviderError from the AI service, code rate_limit_exceeded',
    event({ code: 'rate_limit_exceeded' }),
  ],
  ['overloaded', true, 'AI_StreamProviderError from the AI service', event({ message: 'secret' })],
  ['rate limit', true, 'AI_StreamProviderError from the AI service', event(['secret'], 429)],
  [
    'unreadable',
    true,
    'AI_JSONParseError from the AI service',
    new JSONParseError({ text: 'secret', cause: 'secret' }),
  ],
  ['timeout', true, 'Nothing came', new DOMException('Nothing came', 'TimeoutError')],
])('%s, may pass: %s, for the log: %s', (kind, retriable, cause, error) => {
  const told = toModelError(error, 'practice');
  expect(told).toBeInstanceOf(ModelError);
  expect(told).toMatchObject({ kind, retriable, cause: { message: cause } });
  expect(told).toHaveProperty('message', expect.stringMatching(/^The .*\.$|^This .*\.$/));
  expect(inspect(told, { depth: 9 })).not.toContain('secret');
});

test.each([
  [400, 'registry.ollama.ai/library/gemma3:1b does not support tools'],
  [400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set'],
  [404, 'No endpoints found that support tool use'],
  [500, 'tools param requires --jinja flag'],
  [400, 'this model does not support Function Calling'],
])('knows a model without tools by what its server says: %i %s', (status, error) => {
  expect(toModelError(failed(status, { error }), 'm')).toMatchObject({ kind: 'no tools', retriable: false });
});

test.each([
  [400, 'Invalid content type. image_url is only supported by certain models.'],
  [400, 'This model does not support image inputs. Please use a model that does.'],
  [404, 'No endpoints found that support image input'],
  [500, 'image input is not supported - hint: if this is unexpected, you may need to provide the mmproj'],
  [500, 'this model is missing data required for image input'],
  [400, 'At most 0 image(s) may be provided in one request.'],
  [400, 'some-model is not a multimodal model'],
  [400, 'messages[1].content: unknown variant `image_url`, expected `text`'],
  [400, "'messages.1' : for 'role:user' the following must be satisfied: content must be a string"],
])('knows a model without eyes by what its server says: %i %s', (status, error) => {
  expect(toModelError(failed(status, { error }), 'm')).toMatchObject({
    kind: 'no pictures',
    retriable: false,
  });
});

test.each([
  "You uploaded an unsupported image. Please make sure your image has of one the following formats: ['png', 'jpeg', 'gif', 'webp'].",
  'Invalid image data.',
  'The image is too large.',
  'Image dimensions of more than 2048 pixels are not supported.',
  'This model does not support images of this size.',
])('a picture that is refused does not make a model blind: %s', (error) => {
  expect(toModelError(failed(400, { error }), 'm')).toMatchObject({ kind: 'bad request' });
});

test('tells how long the service wants to be left alone', () => {
  expect(toModelError(failed(429, ''), 'practice')).toHaveProperty('retryAfter', 7_000);
  expect(toModelError(event({}, 429), 'practice')).toHaveProperty('retryAfter', undefined);
});

test('an error that is none of the model’s comes back as it is', () => {
  const error = new TypeError('oops');
  expect(toModelError(error, 'practice')).toBe(error);
});

const NOW = Date.parse('Sat, 21 Nov 2026 12:00:00 GMT');
test.each<[headers: Record<string, string> | undefined, ms: number | undefined]>([
  [undefined, undefined],
  [{}, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '1.5' }, 1_500],
  [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:09 GMT' }, 9_000],
  [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': '2', 'retry-after-ms': '1234' }, 1_234],
  [{ 'retry-after': '2', 'retry-after-ms': 'x' }, 2_000],
])('%j says %s ms', (headers, ms) => {
  expect(retryAfter(headers, NOW)).toBe(ms);
});
