import type { ZodError } from 'zod';

/** Discord's errors: HTTP status, JSON error code, message. https://discord.com/developers/docs/topics/opcodes-and-status-codes */
const ERRORS = {
  unauthorized: [401, 0, '401: Unauthorized'],
  notFound: [404, 0, '404: Not Found'],
  methodNotAllowed: [405, 0, '405: Method Not Allowed'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownEmoji: [400, 10014, 'Unknown Emoji'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  unknownCommand: [404, 10063, 'Unknown application command'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached'],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  onDm: [400, 50003, 'Cannot execute action on a DM channel'],
  notAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotDm: [403, 50007, 'Cannot send messages to this user'],
  notTextChannel: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  systemMessage: [403, 50021, 'Cannot execute action on a system message'],
  invalidChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidWebhookToken: [401, 50027, 'Invalid Webhook Token'],
  tooOldToBulkDelete: [400, 50034, 'You can only bulk delete messages that are under 14 days old.'],
  invalidForm: [400, 50035, 'Invalid Form Body'],
  archived: [400, 50083, 'Thread is archived'],
  invalidJson: [400, 50109, 'The request body contains invalid JSON.'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  locked: [400, 160005, 'Thread is locked'],
} as const satisfies Record<string, readonly [status: number, code: number, message: string]>;

export type ErrorName = keyof typeof ERRORS;

/** Discord's nested description of what is wrong with a form: by field, leaves in `_errors`. */
export type FormErrors = {
  [field: string]: FormErrors | { code: string; message: string }[];
};

/** An answer of Discord's that is not a success. */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly body: { code: number; message: string; errors?: FormErrors };

  constructor(error: ErrorName, errors?: FormErrors) {
    const [status, code, message] = ERRORS[error];
    super(errors ? `${message}: ${JSON.stringify(errors)}` : message);
    this.status = status;
    this.body = { code, message, ...(errors && { errors }) };
  }
}

/** "Invalid Form Body" with one error at one place. */
export const formError = (path: PropertyKey[], code: string, message: string): ApiError =>
  new ApiError('invalidForm', place({}, path, { code, message }));

/** "Invalid Form Body" from what zod found. */
export function formErrors(error: ZodError): ApiError {
  const errors: FormErrors = {};
  for (const issue of error.issues) place(errors, issue.path, describe(issue));
  return new ApiError('invalidForm', errors);
}

function place(errors: FormErrors, path: PropertyKey[], leaf: { code: string; message: string }): FormErrors {
  let at = errors;
  for (const key of path.map(String)) {
    const next = at[key];
    at = next && !Array.isArray(next) ? next : (at[key] = {});
  }
  const leaves = at['_errors'];
  if (Array.isArray(leaves)) leaves.push(leaf);
  else at['_errors'] = [leaf];
  return errors;
}

type Issue = ZodError['issues'][number];

function describe(issue: Issue): { code: string; message: string } {
  if (issue.code === 'custom') {
    const code: unknown = issue.params?.['code'];
    return { code: typeof code === 'string' ? code : 'BASE_TYPE_INVALID', message: issue.message };
  }
  if (issue.code === 'too_big')
    return issue.origin === 'number' || issue.origin === 'int'
      ? { code: 'NUMBER_TYPE_MAX', message: `int value should be less than or equal to ${issue.maximum}.` }
      : { code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${issue.maximum} or fewer in length.` };
  if (issue.code === 'too_small') {
    if (issue.origin === 'number' || issue.origin === 'int')
      return {
        code: 'NUMBER_TYPE_MIN',
        message: `int value should be greater than or equal to ${issue.minimum}.`,
      };
    if (issue.origin === 'string' && issue.minimum === 1)
      return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
    return { code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${issue.minimum} or more in length.` };
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message))
    return { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
  if (issue.code === 'invalid_value')
    return {
      code: 'BASE_TYPE_CHOICES',
      message: `Value must be one of {${issue.values.map(String).join(', ')}}.`,
    };
  return { code: 'BASE_TYPE_INVALID', message: issue.message };
}
