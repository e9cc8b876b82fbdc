/** Something expected went wrong. Its message is one sentence for the person it concerns: what happened, what to do. */
export class UserError extends Error {
  override name = 'UserError';
  /** Whether doing the same again may work. */
  readonly retriable: boolean = true;
}

/** The store can't be reached, or does not answer in time. */
export class StoreUnavailable extends UserError {
  override name = 'StoreUnavailable';

  constructor(cause: unknown) {
    super('My memory can’t be reached right now, so I can’t do that. Please try again in a minute.', {
      cause,
    });
  }
}

/** An answer stopped in the middle. What came is worth keeping; the message says why it ended. */
export class AnswerBrokeOff extends UserError {
  override name = 'AnswerBrokeOff';
  readonly text: string;

  constructor(message: string, text: string, cause: unknown) {
    super(message, { cause });
    this.text = text;
  }
}

/** Somebody wants an answer to end here. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Bobbin stops: another process, or this one when it is back, brings the turn to its end. */
export class HandedOver extends Error {
  override name = 'HandedOver';
}

/** Discord did not take an answer, and may later. */
export class Undelivered extends Error {
  override name = 'Undelivered';
}

/** Somebody made Bobbin forget the conversation in which it is answering. */
export class Forgotten extends Error {
  override name = 'Forgotten';
}

/** The message that is being answered was deleted. */
export class QuestionDeleted extends Error {
  override name = 'QuestionDeleted';
}

/** Another process has taken over a conversation: nothing more may be written to it, nor said in it. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';
}

/** The thread or channel of a conversation does not exist any more. */
export class ConversationGone extends Error {
  override name = 'ConversationGone';
}

/** Bobbin can't start until the operator changes something. Its message says what, one problem a line. */
export class StartError extends Error {
  override name = 'StartError';
}

/** How a message that tells of a failure begins. */
export const ERROR_SIGN = '⚠️';

/** What a person is told about a failure: one sentence, and the id with which the operator finds it in the log. */
export function explain(error: unknown, id: string): string {
  const sentence =
    error instanceof UserError
      ? error.message
      : 'Something went wrong on my side. Please try again; if it stays, tell whoever runs me this id.';
  return `${ERROR_SIGN} ${sentence}\n-# Error id: ${id}`;
}
