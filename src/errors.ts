import { say, type Text, text } from './language/language.ts';

/** Something expected went wrong: one sentence for the person it concerns says what happened and what to do. */
export class UserError extends Error {
  override name = 'UserError';
  /** Whether doing the same again may work. */
  readonly retriable: boolean = true;
  readonly sentence: Text | string;

  /** The message, which is for the log, is the sentence in English. */
  constructor(sentence: Text | string, options?: ErrorOptions) {
    super(say('en', sentence), options);
    this.sentence = sentence;
  }
}

/** A budget has no room for what was asked. */
export class OverBudget extends UserError {
  override name = 'OverBudget';
  override readonly sentence: Text;
  /** Which budget. */
  readonly budget: string;
  /** Milliseconds until it begins anew. */
  readonly resetsIn: number;

  constructor(sentence: Text, budget: string, resetsIn: number) {
    super(sentence);
    this.sentence = sentence;
    this.budget = budget;
    this.resetsIn = resetsIn;
  }
}

/** Something that a server does not want: what was asked, or what was to be answered. */
export class Harmful extends UserError {
  override name = 'Harmful';
  override readonly retriable = false;
  /** The messages in which it stands; none: it was to be answered. */
  readonly messages: readonly string[];

  constructor(sentence: Text, messages: readonly string[] = []) {
    super(sentence);
    this.messages = messages;
  }
}

/** The store can't be reached, or does not answer in time. */
export class StoreUnavailable extends UserError {
  override name = 'StoreUnavailable';

  constructor(cause: unknown) {
    super(text('error.store'), { cause });
  }
}

/** An answer stopped in the middle. What came is worth keeping; the message says why it ended. */
export class AnswerBrokeOff extends UserError {
  override name = 'AnswerBrokeOff';
  readonly text: string;

  constructor(sentence: Text | string, said: string, cause: unknown) {
    super(sentence, { cause });
    this.text = said;
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

/** Something that the operator has to change. Both are whole sentences. */
export interface Problem {
  /** What is wrong. Never a secret. */
  what: string;
  todo: string;
}

/** Bobbin can't start until the operator changes something. Its message says what, one problem a line. */
export class StartError extends Error {
  override name = 'StartError';
  readonly problems: readonly Problem[];

  /** `heading`: what stands above the problems in the message. */
  constructor(
    problems: readonly Problem[],
    { heading, ...options }: ErrorOptions & { heading?: string } = {},
  ) {
    const lines = problems.map(({ what, todo }) => `${what} ${todo}`);
    super(heading === undefined ? lines.join('\n') : [heading, ...lines].join('\n  '), options);
    this.problems = problems;
  }
}

/** How a message that tells of a failure begins, in every language. */
export const ERROR_SIGN = '⚠️';

/** What a person is told about a failure: one sentence, and the id with which the operator finds it in the log. */
export function explain(error: unknown, id: string): Text {
  const sentence = error instanceof UserError ? error.sentence : text('error.any');
  return text('error.explained', { sentence, id });
}
