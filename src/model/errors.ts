import { APICallError, RetryError } from 'ai';
import { z } from 'zod';
import { UserError } from '../errors.ts';

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
  | 'bad request';

/** The model did not answer. The cause is for the log; the message is for the person who asked. */
class ModelError extends UserError {
  override name = 'ModelError';
  readonly kind: ModelErrorKind;

  constructor(kind: ModelErrorKind, message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

const OPERATOR = 'whoever runs me';

const SENTENCES: Record<ModelErrorKind, (model: string) => string> = {
  'bad key': () => `The AI service refused my key. Please tell ${OPERATOR} to check OPENAI_API_KEY.`,
  'unknown model': (model) =>
    `The AI service does not know the model ${model}. An admin can choose another with \`/settings model\`.`,
  'rate limit': () => 'The AI service gets too many requests right now. Please try again in a minute.',
  quota: () => `The credit at the AI service is used up. Please tell ${OPERATOR} to look at its billing.`,
  'context too long': (model) =>
    `This conversation is too long for the model ${model}. An admin can lower the budget with \`/settings limits\`.`,
  refused: () => 'The provider’s content filter refused this. Please ask in other words.',
  timeout: (model) =>
    `The model ${model} did not answer in time. Please try again, or ask for something shorter.`,
  unreachable: () =>
    `The AI service can’t be reached. Please try again in a minute; if it stays, tell ${OPERATOR}.`,
  overloaded: () => 'The AI service has a problem right now. Please try again in a minute.',
  'bad request': (model) =>
    `The AI service did not accept my request to the model ${model}. Please tell ${OPERATOR}.`,
};

/** What went wrong at the model, in our terms. An error that is none of the model's comes back as it is. */
export function toModelError(error: unknown, model: string): unknown {
  const last = RetryError.isInstance(error) ? error.lastError : error;
  const kind = kindOf(last);
  return kind === undefined ? error : new ModelError(kind, SENTENCES[kind](model), summary(last));
}

function kindOf(error: unknown): ModelErrorKind | undefined {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'timeout';
  if (!APICallError.isInstance(error)) return undefined;
  const { statusCode: status } = error;
  const { code, message } = detail(error);
  if (status === undefined) return 'unreachable';
  if (status === 401 || status === 403) return 'bad key';
  if (/insufficient_quota|billing/.test(code)) return 'quota';
  if (status === 429) return 'rate limit';
  if (/content_filter|content_policy|moderation_blocked/.test(code)) return 'refused';
  if (/context_length_exceeded/.test(code) || /maximum context length|context window/i.test(message))
    return 'context too long';
  if (status === 404 || /model_not_found/.test(code)) return 'unknown model';
  return status >= 500 || status === 408 || status === 409 ? 'overloaded' : 'bad request';
}

const errorBody = z.object({
  error: z.union([
    z.string().transform((message) => ({ code: '', message })),
    z.object({ code: z.coerce.string().catch(''), message: z.string().catch('') }),
  ]),
});

function detail(error: APICallError): { code: string; message: string } {
  try {
    return errorBody.parse(JSON.parse(error.responseBody ?? '')).error;
  } catch {
    return { code: '', message: error.message }; // not every server answers with JSON
  }
}

/** For the log: an APICallError carries the whole prompt, so only these parts of it may go there. */
function summary(error: unknown): Error {
  if (!APICallError.isInstance(error)) return error instanceof Error ? error : new Error(String(error));
  const { code } = detail(error);
  return new Error(
    `HTTP ${error.statusCode ?? 'none'} from ${new URL(error.url).host}${code && `, code ${code}`}`,
  );
}
