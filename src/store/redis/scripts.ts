import { createHash } from 'node:crypto';

// All that reads or changes several keys of a conversation at once. Every script declares the same keys, which
// share a hash tag, and touches no other, as Redis Cluster asks for. What the keys hold is said in redis.ts. The first
// two arguments are owner and fence of the lease under which it runs; both '': under none.

export interface Script {
  lua: string;
  sha: string;
}

const COMMON = `
  local order, entries, index, record, lease = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
  local copies, copied, people = KEYS[6], KEYS[7], KEYS[8]
  local owner, fence = ARGV[1], ARGV[2]

  local function isLost()
    if owner == '' then return false end
    local held = redis.call('HMGET', lease, 'owner', 'fence')
    return held[1] ~= owner or held[2] ~= fence
  end
  local LOST = { err = 'LEASELOST' }

  -- The server's clock, so that those of the processes need not agree.
  local function inMilliseconds(ms)
    local now = redis.call('TIME')
    return string.format('%d', now[1] * 1000 + math.floor(now[2] / 1000) + ms)
  end

  -- A message belongs to the first entry that has it.
  local function remember(messages, position)
    for message in string.gmatch(messages, '%S+') do redis.call('HSETNX', index, message, position) end
  end

  local function unlearn(messages, position)
    for message in string.gmatch(messages, '%S+') do
      if redis.call('HGET', index, message) == position then redis.call('HDEL', index, message) end
    end
  end

  local function meet(ids)
    for id in string.gmatch(ids, '%S+') do redis.call('SADD', people, id) end
  end

  local function linesAt(position)
    local lines = {}
    for line in string.gmatch(redis.call('HGET', entries, position), '[^\\n]+') do lines[#lines + 1] = line end
    return lines
  end

  -- The line of an entry that has its attachments. As JSON it has this mark of an id nowhere else: quotes are escaped.
  local ATTACHMENTS, ID = 8, '"id":"'

  local function entryAt(position) return string.match(position, '[^.]+$') end

  local function dropCopy(copy)
    redis.call('HINCRBY', copies, 'bytes', 0 - redis.call('HSTRLEN', copies, copy))
    redis.call('HDEL', copies, copy)
    redis.call('ZREM', copied, copy)
    if redis.call('EXISTS', copied) == 0 then redis.call('DEL', copies) end
  end

  -- Drops the copies of an entry, but for attachments that are still in this line.
  local function dropCopies(position, line)
    local entry = entryAt(position)
    for _, copy in ipairs(redis.call('ZRANGEBYLEX', copied, '[' .. entry .. '/', '(' .. entry .. '0')) do
      local id = string.match(copy, '[^/]+$')
      if not string.find(line, ID .. id .. '"', 1, true) then dropCopy(copy) end
    end
  end
`;

function script(body: string): Script {
  return plain(COMMON + body);
}

/** A script as it is written. */
export function plain(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Arguments: position, messages, lines of the entry, people, fields and values of the record. 1: added; 0: known already. */
export const APPEND = script(`
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
export const NEWEST = script(`
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
export const CHANGE = script(`
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

/**
 * Arguments: a message, the ids of its attachments, bytes of all copies at most, tokens, attachments, then of each copy
 * its attachment and its bytes. 1: kept; 0: no such message, or other attachments.
 */
export const PUT_COPIES = script(`
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

/** Argument: a message. The lines of its entry, or nothing. */
export const FIND = script(`
  local position = redis.call('HGET', index, ARGV[3])
  return position and redis.call('HGET', entries, position)
`);

/** Arguments: fields and values of the record. */
export const UPDATE = script(`
  if isLost() then return LOST end
  return redis.call('HSET', record, unpack(ARGV, 3))
`);

/** Argument: a message. 1: removed; 0: no such message. */
export const REMOVE = script(`
  local position = redis.call('HGET', index, ARGV[3])
  if not position then return 0 end
  unlearn(linesAt(position)[2], position)
  dropCopies(position, '')
  redis.call('ZREM', order, position)
  redis.call('HDEL', entries, position)
  return 1
`);

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
  if redis.call('HEXISTS', lease, 'owner') == 1 then
    redis.call('HINCRBY', lease, 'fence', 1)
    redis.call('HDEL', lease, 'owner', 'until')
  end
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
    unlearn(lines[2], position)
    dropCopies(position, '')
    redis.call('ZREM', order, position)
    redis.call('HDEL', entries, position)
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
  if ARGV[3] == '1' and redis.call('HEXISTS', lease, 'owner') == 1 then
    redis.call('HINCRBY', lease, 'fence', 1)
    redis.call('HDEL', lease, 'owner', 'until')
  end
  return 1
`);

/** Arguments: who wants it, milliseconds, milliseconds for which fences must grow. The fence; 0: somebody has it. */
export const LEASE = script(`
  local till = redis.call('HGET', lease, 'until')
  if till and tonumber(till) > tonumber(inMilliseconds(0)) then return 0 end
  redis.call('HSET', lease, 'owner', ARGV[3], 'until', inMilliseconds(ARGV[4]))
  redis.call('PEXPIRE', lease, ARGV[5])
  return redis.call('HINCRBY', lease, 'fence', 1)
`);

/** Arguments: milliseconds, milliseconds for which fences must grow. 1: renewed; 0: lost. */
export const RENEW = script(`
  if isLost() then return 0 end
  redis.call('HSET', lease, 'until', inMilliseconds(ARGV[3]))
  redis.call('PEXPIRE', lease, ARGV[4])
  return 1
`);

export const RELEASE = script(`
  if not isLost() then redis.call('HDEL', lease, 'owner', 'until') end
`);

/** Key: the pictures of a day. Arguments: how many there may be, seconds that they are counted. 1: counted; 0: too many. */
export const COUNT_PICTURE = plain(`
  if tonumber(redis.call('GET', KEYS[1]) or '0') >= tonumber(ARGV[1]) then return 0 end
  redis.call('INCR', KEYS[1])
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return 1
`);

/** Key: the pictures of a day. */
export const UNCOUNT_PICTURE = plain(`
  if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
`);

/** Key: a mark. Argument: milliseconds. 0: it is set now; else the milliseconds that it has been set for still. */
export const MARK = plain(`
  local left = redis.call('PTTL', KEYS[1])
  if left > 0 then return left end
  redis.call('SET', KEYS[1], '', 'PX', ARGV[1])
  return 0
`);
