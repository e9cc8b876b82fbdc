import { checked, idsOf, wantedOf } from '../copies.ts';
import { COPIES_BYTES, type Store } from '../store.ts';
import type { Door } from './door.ts';
import { copiesOf } from './keys.ts';
import { script } from './scripts.ts';

/**
 * Arguments: a message, the ids of its attachments, bytes of all copies at most, tokens, attachments, then of each copy
 * its attachment and its bytes. 1: kept; 0: no such message, or other attachments.
 */
const PUT_COPIES = script(`
  if isLost() then return LOST end
  local position = redis.call('HGET', index, ARGV[3])
  if not position then return 0 end
  local lines, ids = linesAt(position), {}
  for id in string.gmatch(lines[ATTACHMENTS], ID .. '([^"]+)') do ids[#ids + 1] = id end
  if table.concat(ids, ' ') ~= ARGV[4] then return 0 end
  lines[1], lines[ATTACHMENTS] = ARGV[6], ARGV[7]
  redis.call('HSET', entries, position, table.concat(lines, '\\n'))
  for at = 8, #ARGV, 2 do
    local copy, bytes = entryAt(position) .. '/' .. ARGV[at], ARGV[at + 1]
    dropCopy(copy)
    redis.call('ZADD', copied, 0, copy)
    redis.call('HSET', copies, copy, bytes)
    redis.call('HINCRBY', copies, 'bytes', #bytes)
  end
  while tonumber(redis.call('HGET', copies, 'bytes') or 0) > tonumber(ARGV[5]) do
    dropCopy(redis.call('ZRANGE', copied, 0, 0)[1])
  end
  return 1
`);

/** The part of the store in Redis that keeps copies of attachments. */
export function createCopies({ redis, ask, runOn }: Door): Pick<Store, 'putCopies' | 'copies'> {
  return {
    async putCopies(conversation, message, { attachments, tokens, copies }, lease) {
      const head = [message, idsOf(attachments), COPIES_BYTES, tokens, JSON.stringify(attachments)];
      const pairs = checked(copies).flatMap(({ attachment, bytes }) => [attachment, Buffer.from(bytes)]);
      return (await runOn(conversation, PUT_COPIES, [...head, ...pairs], lease)) === 1;
    },

    async copies(conversation, entries) {
      const wanted = wantedOf(entries);
      if (wanted.length === 0) return new Map();
      const fields = wanted.map(({ entry, id }) => `${entry}/${id}`);
      const found = await ask(() => redis.hmgetBuffer(copiesOf(conversation), ...fields));
      return new Map(wanted.flatMap(({ id }, at) => (found[at] ? [[id, found[at]]] : [])));
    },
  };
}
