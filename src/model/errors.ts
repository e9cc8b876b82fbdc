import {
  APICallError,
  InvalidResponseDataError,
  JSONParseError,
  NoImageGeneratedError,
  NoObjectGeneratedError,
  NoOutputGeneratedError,
  NoTranscriptGeneratedError,
  StreamProviderError,
  TypeValidationError,
} from 'ai';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { type Key, type Text, text } from '../language/language.ts';
import { retryAfter } from './retry-after.ts';

export type ModelErrorKind =
  | 'bad key'
  | 'unknown model'
  | 'rate limit'
  | 'quota'
  | 'context too long'
  | 'refused'
  | 'timeout'
  | 'unreachable'
  | 'overloaded'
  | 'down'
  | 'unreadable'
  | 'no tools'
  | 'no pictures'
  | 'bad request';

/** Asking the same once more may go well. The others need a change first: by the person, an admin or the operator. */
const RETRIABLE = new Set<ModelErrorKind>([
  'rate limit',
  'timeout',
  'unreachable',
  'overloaded',
  'down',
  'unreadable',
]);

/** Another model may well answer now; this one does not, whatever it is asked. */
const UNAVAILABLE = new Set<ModelErrorKind>(['timeout', 'unreachable', 'overloaded', 'down']);

/** The model did not answer. The cause is for the log; the message is for the person who asked. */
export class ModelError extends UserError {
  override name = 'ModelError';
  readonly kind: ModelErrorKind;
  /** Whether the same question may be answered when it is asked again: a "Try again" button makes sense. */
  override readonly retriable: boolean;
  readonly unavailable: boolean;
  /** Milliseconds that the service wants to be left alone; undefined when it does not say. */
  readonly retryAfter: number | undefined;

  /** `variable` is the one in which the operator named the model; without it, an admin chose it. */
  constructor(kind: ModelErrorKind, model: string, cause?: unknown, variable?: string) {
    super(sentenceOf(kind, model, variable), cause === undefined ? {} : { cause: summary(cause) });
    this.kind = kind;
    this.retriable = RETRIABLE.has(kind);
    this.unavailable = UNAVAILABLE.has(kind);
    this.retryAfter = APICallError.isInstance(cause) ? retryAfter(cause.responseHeaders) : undefined;
  }
}

const SENTENCES: Record<ModelErrorKind, Key> = {
  'bad key': 'model.badKey',
  'unknown model': 'model.unknown',
  'rate limit': 'model.rateLimit',
  quota: 'model.quota',
  'context too long': 'model.contextTooLong',
  refused: 'model.refused',
  timeout: 'model.timeout',
  unreachable: 'model.unreachable',
  overloaded: 'model.overloaded',
  down: 'model.down',
  unreadable: 'model.unreadable',
  'no tools': 'model.noTools',
  'no pictures': 'model.noPictures',
  'bad request': 'model.badRequest',
};

function sentenceOf(kind: ModelErrorKind, model: string, variable: string | undefined): Text {
  if (kind === 'unknown model' && variable !== undefined)
    return text('model.unknownNamed', { model, variable });
  return text(SENTENCES[kind], { model });
}

/** What went wrong at the model, in our terms. An error that is none of the model's comes back as it is. */
export function toModelError(error: unknown, model: string, variable?: string): unknown {
  const kind = kindOf(error);
  return kind === undefined ? error : new ModelError(kind, model, error, variable);
}

function kindOf(error: unknown): ModelErrorKind | undefined {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  const said = detail(error);
  if (APICallError.isInstance(error)) {
    const { statusCode: status, isRetryable } = error;
    if (status === undefined) return 'unreachable';
    return kindSaid(said, status) ?? kindOfStatus(status, isRetryable);
  }
  if (StreamProviderError.isInstance(error)) return kindSaid(said, error.statusCode) ?? 'overloaded';
  return UNREADABLE.some((type) => type.isInstance(error)) ? 'unreadable' : undefined;
}

const UNREADABLE = [
  InvalidResponseDataError,
  JSONParseError,
  NoImageGeneratedError,
  NoObjectGeneratedError,
  NoOutputGeneratedError,
  NoTranscriptGeneratedError,
  TypeValidationError,
];

/** From the code of the provider, which says more than the status. */
function kindSaid({ code, message }: Detail, status?: number): ModelErrorKind | undefined {
  if (status === 401 || status === 403) return 'bad key';
  if (/insufficient_quota|billing/.test(code)) return 'quota';
  if (status === 429 || /rate_limit/.test(code)) return 'rate limit';
  if (/content_filter|content_policy|moderation_blocked/.test(code)) return 'refused';
  if (/context_length_exceeded/.test(code) || /maximum context length|context window/i.test(message))
    return 'context too long';
  if (/model_not_found/.test(code)) return 'unknown model';
  if (NO_PICTURES.test(message) && !THIS_PICTURE.test(message)) return 'no pictures';
  if (NO_TOOLS.test(message)) return 'no tools';
  return /server_error|overloaded/.test(code) ? 'overloaded' : undefined;
}

/** Each server says it in its own words, and with a status of its own choice. */
const NO_TOOLS =
  /\btools? (?:param|use|choice|calling)|support\w*\b.{0,40}\b(?:tool|function)|\b(?:tool|function).{0,40}\bsupport/i;

/** Something is wrong with a picture, and not with pictures. */
const THIS_PICTURE =
  /\b(?:formats?|sizes?|dimensions?|resolutions?|too (?:large|small|many)|corrupt\w*|decode\w*)\b/i;

/** Of a model that sees nothing. */
const NO_PICTURES = new RegExp(
  [
    String.raw`\bsupport\w*\b.{0,40}\b(?:images?|vision|multi-?modal)\b`,
    String.raw`\b(?:images?|image_url|vision|multi-?modal)\b.{0,60}\b(?:supported|support|only|not allowed|not enabled)\b`,
    String.raw`\bnot a (?:multi-?modal|vision)\b|\bat most 0 image|\bunknown variant .image_url|\bdata required for image input\b`,
    String.raw`\bcontent must be a string\b`,
  ].join('|'),
  'i',
);

function kindOfStatus(status: number, isRetryable: boolean): ModelErrorKind {
  if (status < 300) return isRetryable ? 'unreachable' : 'unreadable'; // it broke off, or is no JSON
  if (status === 404) return 'unknown model';
  return status >= 500 || status === 408 || status === 409 ? 'overloaded' : 'bad request';
}

interface Detail {
  code: string;
  message: string;
}

const UNKNOWN: Detail = { code: '', message: '' };

const words = z.union([z.string(), z.number().transform(String)]).catch('');
const flat = z.object({ code: words, message: words });
const errorBody = z.union([
  z.object({ error: z.string() }).transform(({ error }) => ({ code: '', message: error })),
  z.object({ error: flat }).transform(({ error }) => error),
  flat,
]);

/** What the provider says: as the body of an HTTP answer, or as an event of a stream. */
function detail(error: unknown): Detail {
  if (StreamProviderError.isInstance(error)) return errorBody.safeParse(error.data).data ?? UNKNOWN;
  if (!APICallError.isInstance(error)) return UNKNOWN;
  try {
    return errorBody.parse(JSON.parse(error.responseBody ?? ''));
  } catch {
    return { code: '', message: error.message }; // not every server answers with JSON
  }
}

/** For the log: the SDK's errors carry the prompt or the answer, so only these parts of them may go there. */
function summary(error: unknown): Error {
  const { code } = detail(error);
  const said = code && `, code ${code}`;
  if (APICallError.isInstance(error))
    return new Error(`HTTP ${error.statusCode ?? 'none'} from ${new URL(error.url).host}${said}`);
  if (error instanceof DOMException) return error;
  return new Error(`${error instanceof Error ? error.name : 'something'} from the AI service${said}`);
}
