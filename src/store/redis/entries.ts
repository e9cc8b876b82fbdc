import { z } from 'zod';
import { pad, positionOf } from '../../conversation/entry.ts';
import { messagesOf } from '../rows.ts';
import type { Store } from '../store.ts';
import { peopleIn } from '../whose.ts';
import type { Door } from './door.ts';
import type { Index } from './indexes.ts';
import { parseEntry, writeChange, writeEntry, writeRecord } from './rows.ts';
import { script } from './scripts.ts';

/** Arguments: position, messages, lines of the entry, people, fields and values of the record. 1: added; 0: known already. */
const APPEND = script(`
  if isLost() then return LOST end
  local position, messages, lines = ARGV[3], ARGV[4], ARGV[5]
  for message in string.gmatch(messages, '%S+') do
    if redis.call('HEXISTS', index, message) == 1 then return 0 end
  end
  redis.call('ZADD', order, 0, position)
  redis.call('HSET', entries, position, lines)
  remember(messages, position)
  meet(ARGV[6])
  redis.call('HSET', record, unpack(ARGV, 7))
  return 1
`);

/** Arguments: count, tokens, lowest position, the position to stay before. The lines of the newest entries, newest first. */
const NEWEST = script(`
  local count, tokens, lowest = tonumber(ARGV[3]), tonumber(ARGV[4]), '[' .. ARGV[5]
  local found, sum, below, page = {}, 0, ARGV[6] == '' and '+' or '(' .. ARGV[6], 100
  repeat
    local positions = redis.call('ZREVRANGEBYLEX', order, below, lowest, 'LIMIT', 0, page)
    for _, position in ipairs(positions) do
      local lines = redis.call('HGET', entries, position)
      found[#found + 1] = lines
      sum = sum + tonumber(string.match(lines, '^[^\\n]+'))
      if #found >= count or sum > tokens then return found end
      below = '(' .. position
    end
  until #positions < page
  return found
`);

/**
 * Arguments: a message; where the reply changes, the position of what it answers, else ''; the nine lines of the entry,
 * '' for those that stay; people; fields and values of the record. 1: changed; 0: no such message.
 */
const CHANGE = script(`
  if isLost() then return LOST end
  local position, answered = redis.call('HGET', index, ARGV[3]), ARGV[4]
  if not position then return 0 end
  local old, new = linesAt(position), {}
  for number, line in ipairs(old) do
    local changed = ARGV[4 + number] or ''
    new[number] = changed == '' and line or changed
  end
  if new[ATTACHMENTS] ~= old[ATTACHMENTS] then dropCopies(position, new[ATTACHMENTS]) end
  if answered ~= '' then
    unlearn(old[2], position)
    redis.call('ZREM', order, position)
    redis.call('HDEL', entries, position)
    position = answered .. '.' .. string.match(position, '[^.]+$')
    new[2] = string.match(old[2], '%S+') .. ' ' .. ARGV[6]
    redis.call('ZADD', order, 0, position)
    remember(new[2], position)
  end
  redis.call('HSET', entries, position, table.concat(new, '\\n'))
  meet(ARGV[14])
  if ARGV[15] then redis.call('HSET', record, unpack(ARGV, 15)) end
  return 1
`);

/** Argument: a message. The lines of its entry, or nothing. */
export const FIND = script(`
  local position = redis.call('HGET', index, ARGV[3])
  return position and redis.call('HGET', entries, position)
`);

/** Argument: a message. 1: removed; 0: no such message. */
const REMOVE = script(`
  local position = redis.call('HGET', index, ARGV[3])
  if not position then return 0 end
  removeAt(position, linesAt(position))
  return 1
`);

/** The part of the store in Redis that keeps entries. */
export function createEntries(
  { runOn }: Door,
  index: Index,
): Pick<Store, 'append' | 'newest' | 'find' | 'change' | 'remove'> {
  return {
    async append(conversation, entry, also = {}, lease) {
      const by = await index.foundBy(conversation, also, peopleIn(entry));
      // First, and so never missing, even where it turns out to be one too many.
      await index.add(conversation, by, entry.time);
      const messages = messagesOf(entry).join(' ');
      const args = [
        positionOf(entry),
        messages,
        writeEntry(entry),
        by.people.join(' '),
        ...writeRecord(also),
      ];
      const done = await runOn(conversation, APPEND, args, lease);
      await index.add(conversation, by, entry.time);
      return done === 1;
    },

    async newest(conversation, { count = Infinity, tokens = Infinity, floor, before = '' } = {}) {
      const limits = [count, tokens].map((limit) => Math.min(limit, Number.MAX_SAFE_INTEGER));
      const found = await runOn(conversation, NEWEST, [...limits, pad(floor ?? ''), before]);
      return texts.parse(found).map(parseEntry).toReversed();
    },

    async find(conversation, message) {
      const found = await runOn(conversation, FIND, [message]);
      return found === null ? undefined : parseEntry(z.string().parse(found));
    },

    async change(conversation, message, change, also, lease) {
      const people = peopleIn(change);
      const by = people.length > 0 ? await index.foundBy(conversation, {}, people) : undefined;
      if (by) await index.add(conversation, by);
      const args = [message, ...writeChange(change), people.join(' '), ...(also ? writeRecord(also) : [])];
      const done = (await runOn(conversation, CHANGE, args, lease)) === 1;
      if (by && done) await index.add(conversation, by);
      return done;
    },

    async remove(conversation, message) {
      return (await runOn(conversation, REMOVE, [message])) === 1;
    },
  };
}

const texts = z.array(z.string());
