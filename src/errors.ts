/** Something expected went wrong. Its message is one sentence for the person it concerns: what happened, what to do. */
export class UserError extends Error {
  override name = 'UserError';
}

/** The store can't be reached, or does not answer in time. */
export class StoreUnavailable extends UserError {
  override name = 'StoreUnavailable';

  constructor(cause: unknown) {
    super('My memory can’t be reached right now, so I can’t answer. Please try again in a minute.', {
      cause,
    });
  }
}

/** Bobbin can't start until the operator changes something. Its message says what, one problem a line. */
export class StartError extends Error {
  override name = 'StartError';
}
