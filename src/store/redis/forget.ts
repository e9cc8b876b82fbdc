import { z } from 'zod';
import type { IndexedBy } from './indexes.ts';
import { parseId } from './rows.ts';
import { script } from './scripts.ts';

// The scripts that forget in a conversation.

/**
 * Arguments: the position before which all must stand, '' for anywhere; fields and values of the record; none: it goes.
 * How many entries went (-1: none, something stands behind), guild and parent of the record, who was there. Who answers
 * there has lost the lease.
 */
export const FORGET = script(`
  local last = redis.call('ZREVRANGE', order, 0, 0)[1]
  if ARGV[3] ~= '' and last and last >= ARGV[3] then return { -1, '', '' } end
  local known = redis.call('HMGET', record, 'guild', 'parent')
  local gone = { redis.call('ZCARD', order), known[1] or '', known[2] or '' }
  for _, person in ipairs(redis.call('SMEMBERS', people)) do gone[#gone + 1] = person end
  loseLease()
  redis.call('UNLINK', order, entries, index, copies, copied, people)
  if ARGV[4] then redis.call('HSET', record, unpack(ARGV, 4)) else redis.call('UNLINK', record) end
  return gone
`);

/**
 * Arguments: a person, the position to begin behind, how many entries to look at, the first position that stays. How many messages, answers to them,
 * files of both went, in how many others the id was; then the position to go on behind, '': done.
 */
export const FORGET_IN = script(`
  local person, behind, step, newer = ARGV[3], ARGV[4], tonumber(ARGV[5]), ARGV[6]
  local messages, answers, files, mentions = 0, 0, 0, 0

  local function remove(position, lines)
    local _, count = string.gsub(lines[ATTACHMENTS], '"size":', '')
    files = files + count
    removeAt(position, lines)
  end

  -- Files that somebody's message has because it replies to one of the person.
  local function dropFiles(position, lines)
    if not string.find(lines[ATTACHMENTS], '"author":"' .. person .. '"', 1, true) then return end
    local left = {}
    for _, file in ipairs(cjson.decode(lines[ATTACHMENTS])) do
      if file.from and file.from.author == person then files = files + 1
      else left[#left + 1] = cjson.encode(file) end
    end
    lines[ATTACHMENTS] = '[' .. table.concat(left, ',') .. ']'
    dropCopies(position, lines[ATTACHMENTS])
    redis.call('HSET', entries, position, table.concat(lines, '\\n'))
  end

  -- In its text and in the versions of a reply.
  local function replace(position, lines)
    local found = 0
    for _, number in ipairs({ 7, 9 }) do
      local mentioned, named
      lines[number], mentioned = string.gsub(lines[number], '<@!?' .. person .. '>', '@somebody')
      lines[number], named = string.gsub(lines[number], '%f[%d]' .. person .. '%f[%D]', 'somebody')
      found = found + mentioned + named
    end
    if found == 0 then return end
    mentions = mentions + 1
    redis.call('HSET', entries, position, table.concat(lines, '\\n'))
  end

  local from = behind == '' and '-' or '(' .. behind
  local positions = redis.call('ZRANGEBYLEX', order, from, '(' .. newer, 'LIMIT', 0, step)
  for _, position in ipairs(positions) do
    local lines = redis.call('HEXISTS', entries, position) == 1 and linesAt(position)
    if lines and string.find(lines[6], ID .. person .. '"', 1, true) then
      remove(position, lines)
      messages = messages + 1
      for _, answer in ipairs(redis.call('ZRANGEBYLEX', order, '[' .. position .. '.', '(' .. position .. '/')) do
        remove(answer, linesAt(answer))
        answers = answers + 1
      end
    elseif lines then
      dropFiles(position, lines)
      replace(position, lines)
    end
  end
  if #positions == step then return { messages, answers, files, mentions, positions[step] } end
  local stays = redis.call('ZRANGEBYLEX', order, '[' .. newer, '+', 'LIMIT', 0, step)
  local isThere = #stays == step
  for _, position in ipairs(stays) do
    isThere = isThere or string.find(redis.call('HGET', entries, position), person, 1, true)
  end
  if not isThere then redis.call('SREM', people, person) end
  return { messages, answers, files, mentions, '' }
`);

/**
 * Arguments: 1 where whoever answers there loses the lease, else 0; then of each field of the record that changes its
 * name, what it is ('': nothing) and what it becomes. 0: it is something else by now, and nothing changes.
 */
export const FORGET_IN_RECORD = script(`
  for at = 4, #ARGV, 3 do
    if (redis.call('HGET', record, ARGV[at]) or '') ~= ARGV[at + 1] then return 0 end
  end
  for at = 4, #ARGV, 3 do redis.call('HSET', record, ARGV[at], ARGV[at + 2]) end
  if ARGV[3] == '1' then loseLease() end
  return 1
`);

const forgotten = z.tuple([z.number(), z.string(), z.string()], z.string());

/** What FORGET gives: how many entries went, and what the conversation was found by. */
export function parseForgotten(gone: unknown): IndexedBy & { entries: number } {
  const [entries, guild, parent, ...people] = forgotten.parse(gone);
  return { entries, guild: parseId(guild), parent: parseId(parent), people };
}
