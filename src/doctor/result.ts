/** What came of one check, for whoever runs Bobbin. */
export interface Result {
  /** All is well; something has to be changed before Bobbin can run well; something is worth knowing. */
  state: 'ok' | 'wrong' | 'note';
  what: string;
  /** What to do, where there is something to do. */
  todo?: string;
}

export const ok = (what: string): Result => ({ state: 'ok', what });
export const wrong = (what: string, todo: string): Result => ({ state: 'wrong', what, todo });
export const note = (what: string, todo: string): Result => ({ state: 'note', what, todo });
