import type { Store } from '../store.ts';
import type { Door } from './door.ts';
import { FORGET, parseForgotten } from './forget.ts';
import type { Index } from './indexes.ts';
import { ACTIVE, recordOf } from './keys.ts';
import { parseRecord, writeRecord } from './rows.ts';
import { script } from './scripts.ts';

/** Arguments: fields and values of the record. */
const UPDATE = script(`
  if isLost() then return LOST end
  return redis.call('HSET', record, unpack(ARGV, 3))
`);

/** The part of the store in Redis that keeps what is known of conversations as a whole. */
export function createRecords(
  { redis, ask, runOn }: Door,
  index: Index,
): Pick<Store, 'conversation' | 'update' | 'forget' | 'active'> {
  return {
    async conversation(id) {
      return parseRecord(await ask(() => redis.hgetall(recordOf(id))));
    },

    async update(id, change, lease) {
      const isNew = change.guild !== undefined || Boolean(change.startedBy);
      const by = isNew ? await index.foundBy(id, change, []) : undefined;
      if (by) await index.add(id, by);
      await runOn(id, UPDATE, writeRecord(change), lease);
      if (by) await index.add(id, by);
    },

    async forget(conversation, also) {
      const args = ['', ...(also ? writeRecord(also) : [])];
      const { entries, ...by } = parseForgotten(await runOn(conversation, FORGET, args));
      await index.remove(conversation, by);
      return entries;
    },

    active: (since, count) =>
      ask(() => redis.zrange(ACTIVE, '+inf', `${since}`, 'BYSCORE', 'REV', 'LIMIT', 0, count)),
  };
}
