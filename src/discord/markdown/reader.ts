/** Lines that are read block by block. */
export interface Reader {
  lines: readonly string[];
  /** The index of the line that the block begins with. */
  at: number;
  /** Whether there are no more lines to come. */
  isWhole: boolean;
}

/** What stands in one or several lines together. */
export interface Block {
  /** How many lines it has. */
  count: number;
  /** What Discord is sent for them. */
  shown: string;
}
