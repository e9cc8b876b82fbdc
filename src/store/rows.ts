import { z } from 'zod';
import {
  type Asks,
  type Attachment,
  type Conversation,
  ENDINGS,
  type Entry,
  type Finished,
  type Found,
  type Made,
  NEW_CONVERSATION,
  PROMPT_ORIGINS,
  type Snowflake,
} from '../conversation/entry.ts';
import { text, textSchema } from '../language/language.ts';
import type { Change } from './history.ts';
import type { Passage, Source } from './knowledge.ts';
import type { SavedSettings } from './store.ts';
import type { UsageRow } from './usage.ts';

// What the store gives back, read with care. Text is kept as JSON in both adapters, so that null bytes and lone
// surrogates survive.

const snowflake = z.string();

/** In English where an older Bobbin stored it; a newer one may have stored one that is not known here. */
const sentenceSchema = z.union([z.string(), textSchema]);

const foundSchema: z.ZodType<Found> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    mediaType: z.string(),
    width: z.number(),
    height: z.number(),
    tokens: z.number(),
  }),
  z.object({
    kind: z.literal('text'),
    pages: z.object({ read: z.number(), of: z.number() }).exactOptional(),
    shortened: z.boolean(),
    tokens: z.number(),
  }),
  z.object({ kind: z.literal('speech'), shortened: z.boolean(), tokens: z.number() }),
  z.object({ kind: z.literal('unreadable'), why: sentenceSchema.catch(text('unreadable.bug')) }),
]);

const attachmentSchema: z.ZodType<Attachment> = z.object({
  id: snowflake.exactOptional(),
  from: z.object({ message: snowflake, author: snowflake }).exactOptional(),
  name: z.string(),
  type: z.string(),
  size: z.number(),
  found: foundSchema.exactOptional(),
});

const tokensSchema = z.number().exactOptional();

const madeSchema: z.ZodType<Made> = z.object({
  model: z.string(),
  sent: z.object({ count: z.number(), from: z.number(), to: z.number() }),
  leftOut: z.object({ older: z.boolean(), middle: z.boolean() }),
  prompt: z.object({ origin: z.enum(PROMPT_ORIGINS), version: z.number().nullable() }),
  tokens: z.object({
    input: tokensSchema,
    cached: tokensSchema,
    output: tokensSchema,
    reasoning: tokensSchema,
  }),
  nanos: z.number().exactOptional(),
  took: z.object({ first: z.number().exactOptional(), all: z.number() }),
  tools: z.array(z.string()),
  sources: z.array(z.string()),
});

const entrySchema: z.ZodType<Entry> = z.object({
  id: snowflake,
  role: z.enum(['user', 'assistant']),
  author: z.object({ id: snowflake, name: z.string() }),
  text: z.string(),
  attachments: z.array(attachmentSchema),
  tokens: z.number(),
  time: z.number(),
  reply: z
    .object({
      messages: z.array(snowflake),
      answers: snowflake,
      ending: z.enum(ENDINGS).exactOptional(),
      pieces: z.array(z.string()).exactOptional(),
      painted: z.array(z.string()).exactOptional(),
      earlier: z.array(z.string()).exactOptional(),
      made: madeSchema.exactOptional(),
    })
    .exactOptional(),
});

const finishedSchema: z.ZodType<Finished> = z.object({
  text: z.string(),
  ending: z.enum(ENDINGS).exactOptional(),
  painted: z.array(z.string()).exactOptional(),
  notes: z
    .array(z.unknown())
    .transform((notes) => notes.flatMap((one) => sentenceSchema.safeParse(one).data ?? [])),
  floor: snowflake.nullable(),
  made: madeSchema.exactOptional(),
});

const asksSchema: z.ZodType<Asks> = z.object({
  id: z.string(),
  tool: z.string(),
  input: z.string(),
  left: z.number(),
  call: z.string(),
  until: z.number(),
});

const conversationSchema: z.ZodType<Conversation> = z.object({
  guild: snowflake.nullable(),
  parent: snowflake.nullable(),
  joined: z.boolean(),
  startedBy: snowflake.nullable(),
  answeredThrough: snowflake.nullable(),
  floor: snowflake.nullable(),
  refused: z.array(snowflake),
  open: z
    .object({
      attempt: snowflake,
      by: snowflake.exactOptional(),
      question: snowflake,
      messages: z.array(snowflake),
      earlier: z.array(z.string()),
      continues: snowflake.nullable(),
      said: finishedSchema.nullable().default(null),
      asks: asksSchema.exactOptional(),
    })
    .nullable(),
  stop: snowflake.nullable(),
  decided: z.object({ id: z.string(), allowed: z.boolean() }).nullable(),
  toldBlind: z.boolean(),
  locale: z.string().nullable(),
  title: z.string().nullable(),
});

const settingsSchema: z.ZodType<SavedSettings> = z.object({
  version: z.number(),
  values: z.record(z.string(), z.unknown()),
});

const changeSchema: z.ZodType<Change> = z.object({
  scope: z.string(),
  version: z.number(),
  person: snowflake.nullable(),
  time: z.number(),
  before: z.record(z.string(), z.unknown()),
  after: z.record(z.string(), z.unknown()),
});

const sourceSchema: z.ZodType<Source> = z.object({
  id: z.string(),
  name: z.string(),
  time: z.number(),
  passages: z.number(),
  model: z.string().nullable(),
});

const passageSchema: z.ZodType<Passage> = z.object({ heading: z.string(), text: z.string() });

const usageRowSchema: z.ZodType<UsageRow> = z.object({
  day: z.string(),
  model: z.string(),
  calls: z.int(),
  input: z.int(),
  cached: z.int(),
  output: z.int(),
  reasoning: z.int(),
  nanos: z.int(),
  unpriced: z.int(),
});

export const parseJson = (text: string): unknown => JSON.parse(text);

export const readEntry = (stored: unknown): Entry => entrySchema.parse(stored);

/** What an older Bobbin did not keep yet has its default. */
export const readConversation = (stored: Record<string, unknown>): Conversation =>
  conversationSchema.parse({ ...NEW_CONVERSATION, ...stored });

export const readSource = (stored: unknown): Source => sourceSchema.parse(stored);

export const readPassage = (stored: unknown): Passage => passageSchema.parse(stored);

export const readChange = (stored: unknown): Change => changeSchema.parse(stored);

export const readUsageRow = (stored: unknown): UsageRow => usageRowSchema.parse(stored);

export const readSettings = (stored: unknown): SavedSettings => settingsSchema.parse(stored);

/** Every message by which an entry can be found. Its own id always is, even when that message is gone from its reply. */
export function messagesOf(entry: Pick<Entry, 'id' | 'reply'>): Snowflake[] {
  return [...new Set([entry.id, ...(entry.reply?.messages ?? [])])];
}
