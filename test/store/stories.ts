import * as fc from 'fast-check';
import { type Attachment, type Conversation, type Entry, pad } from '../../src/conversation/entry.ts';
import type { EntryChange, FilesRead, Store, Window } from '../../src/store/store.ts';
import { message, reply } from './entries.ts';
import { type createModel, textsOf } from './model.ts';

type Model = ReturnType<typeof createModel>;
/** Does the same to a store and to the model, and gives what both say. */
type Step = (store: Store, conversation: string, model: Model) => Promise<[unknown, unknown]>;

// Few ids, so that they meet; of several lengths.
const ids = ['6', '7', '8', '9', '10', '11', '12'];
const anyId = fc.constantFrom(...ids);
const tokens = fc.integer({ min: 0, max: 30 });
const record: fc.Arbitrary<Partial<Conversation>> = fc.record(
  {
    joined: fc.boolean(),
    floor: fc.option(anyId),
    answeredThrough: fc.option(anyId),
    title: fc.option(fc.string({ unit: 'binary' })),
  },
  { requiredKeys: [] },
);
const files = ['1', '2', '12'];
const attached = (id: string): Attachment => ({ id, name: id, type: '', size: 1 });
const attachments = fc.subarray(files).map((ids) => ids.map(attached));

const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc
    .record({ id: anyId, tokens, attachments, text: fc.string({ unit: 'binary' }) })
    .map(({ id, ...rest }) => message(id, rest)),
  fc
    .tuple(fc.uniqueArray(anyId, { minLength: 1, maxLength: 3 }), anyId, tokens)
    .map(([messages, answers, tokens]) => reply(messages, answers, { tokens })),
);
const window = fc.record(
  {
    count: fc.integer({ min: 0, max: 6 }),
    tokens: fc.integer({ min: 0, max: 90 }),
    floor: fc.option(anyId),
    before: anyId.map(pad),
  },
  { requiredKeys: [] },
);

const replyParts = fc.record({ messages: fc.uniqueArray(anyId, { maxLength: 3 }), answers: anyId });
const change = fc.record({ text: fc.string(), tokens, attachments, reply: replyParts }, { requiredKeys: [] });
/** With a copy of each but the first. */
const read: fc.Arbitrary<FilesRead> = fc
  .record({ ids: fc.subarray(files), tokens, text: fc.string() })
  .map(({ ids, tokens, text }) => ({
    attachments: ids.map(attached),
    tokens,
    copies: ids.slice(1).map((attachment) => ({ attachment, bytes: Buffer.from(text) })),
  }));

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.tuple(entry, record).map(appends) },
  { weight: 10, arbitrary: fc.tuple(anyId, change, record).map(changes) },
  { weight: 15, arbitrary: fc.tuple(anyId, read).map(keeps) },
  { weight: 10, arbitrary: anyId.map(readsCopies) },
  { weight: 5, arbitrary: anyId.map(removes) },
  { weight: 5, arbitrary: window.map(reads) },
  { weight: 5, arbitrary: record.map(updates) },
  { weight: 1, arbitrary: fc.option(record, { nil: undefined }).map(forgets) },
);

function appends([entry, also]: [Entry, Partial<Conversation>]): Step {
  return told('append', [entry, also], async (store, id, model) => [
    await store.append(id, entry, also),
    model.append(entry, also),
  ]);
}
function changes([message, change, also]: [string, EntryChange, Partial<Conversation>]): Step {
  return told('change', [message, change, also], async (store, id, model) => [
    await store.change(id, message, change, also),
    model.change(message, change, also),
  ]);
}
function keeps([message, read]: [string, FilesRead]): Step {
  return told('putCopies', [message, read], async (store, id, model) => [
    await store.putCopies(id, message, read),
    model.putCopies(message, read),
  ]);
}
/** Also those whose attachment is gone. */
function readsCopies(entry: string): Step {
  return told('copies', [entry], async (store, id, model) => [
    textsOf(await store.copies(id, [{ id: entry, attachments: files.map(attached) }])),
    model.copies(entry),
  ]);
}
function removes(message: string): Step {
  return told('remove', [message], async (store, id, model) => [
    await store.remove(id, message),
    model.remove(message),
  ]);
}
function reads(window: Window): Step {
  return told('newest', [window], async (store, id, model) => [
    await store.newest(id, window),
    model.newest(window),
  ]);
}
function updates(change: Partial<Conversation>): Step {
  return told('update', [change], async (store, id, model) => [
    await store.update(id, change),
    model.update(change),
  ]);
}
function forgets(also?: Partial<Conversation>): Step {
  return told('forget', [also], async (store, id, model) => [
    await store.forget(id, also),
    model.forget(also),
  ]);
}

/** A step that can be read in a counterexample. */
function told(name: string, args: unknown[], step: Step): Step {
  const text = `${name}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`;
  return Object.assign(step, { [fc.toStringMethod]: () => text });
}

/** What may happen to a conversation. In the end every id is removed, so that nothing wrong stays hidden. */
export const stories = fc
  .array(steps, { minLength: 40, maxLength: 60, size: 'max' })
  .map((story) => story.concat(ids.map(readsCopies), ids.map(removes), ids.map(readsCopies)));
