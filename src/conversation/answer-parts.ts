import type { Log } from '../log.ts';
import type { Examples } from '../settings/examples.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import type { Store } from '../store/store.ts';
import type { Snowflake } from './entry.ts';
import type { Files } from './files/files.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import type { Outage } from './outage.ts';
import type { NextQuestionParts } from './next-question.ts';
import type { PaintingParts } from './painting.ts';
import type { PermitParts } from './permit.ts';
import type { Model, Moderator, Replies, Threads } from './ports.ts';
import type { Spending } from './spending/spending.ts';
import type { Titles } from './title.ts';
import type { TokensOf } from './tokens.ts';

/** What turns are made with. */
export interface AnswerParts extends PaintingParts, PermitParts, NextQuestionParts {
  store: Store;
  outage: Outage;
  settings: SettingsKeeper;
  tokensOf: TokensOf;
  model: Model;
  /** Undefined: the operator has none. */
  moderator: Moderator | undefined;
  replies: Replies;
  threads: Threads;
  titles: Pick<Titles, 'after'>;
  /** Reads what people attach. */
  files: Files;
  examples: Pick<Examples, 'of'>;
  knowledge: Pick<Knowledge, 'lookUp'>;
  spending: Pick<Spending, 'by' | 'thrifty' | 'costOf'>;
  /** Who Bobbin is on Discord. */
  me: () => { id: Snowflake; name: string };
  /** This process, as the owner of leases; never the same again after a restart. */
  owner: string;
  /** Which message is being answered in which conversation; kept up to date here. */
  answering: Map<Snowflake, Snowflake>;
  /** Messages that were deleted lately. */
  deleted: { has(message: Snowflake): boolean };
  log: Log;
  now: () => number;
  newId: () => string;
}
