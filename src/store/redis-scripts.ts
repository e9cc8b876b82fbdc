import { createHash } from 'node:crypto';

// All that reads or changes several keys of a conversation at once. Every script declares the same four keys, which
// share a hash tag, and touches no other, as Redis Cluster asks for. What the keys hold is said in redis.ts.

export interface Script {
  lua: string;
  sha: string;
}

const COMMON = `
  local order, entries, index, record = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

  -- A message belongs to the first entry that has it.
  local function remember(messages, position)
    for message in string.gmatch(messages, '%S+') do redis.call('HSETNX', index, message, position) end
  end

  local function unlearn(messages, position)
    for message in string.gmatch(messages, '%S+') do
      if redis.call('HGET', index, message) == position then redis.call('HDEL', index, message) end
    end
  end

  local function linesAt(position)
    local lines = {}
    for line in string.gmatch(redis.call('HGET', entries, position), '[^\\n]+') do lines[#lines + 1] = line end
    return lines
  end
`;

function script(body: string): Script {
  const lua = COMMON + body;
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** Arguments: position, messages, lines of the entry, fields and values of the record. 1: added; 0: known already. */
export const APPEND = script(`
  local position, messages, lines = ARGV[1], ARGV[2], ARGV[3]
  for message in string.gmatch(messages, '%S+') do
    if redis.call('HEXISTS', index, message) == 1 then return 0 end
  end
  redis.call('ZADD', order, 0, position)
  redis.call('HSET', entries, position, lines)
  remember(messages, position)
  redis.call('HSET', record, unpack(ARGV, 4))
  return 1
`);

/** Arguments: count, tokens, lowest position. The lines of the newest entries, newest first. */
export const NEWEST = script(`
  local count, tokens, lowest = tonumber(ARGV[1]), tonumber(ARGV[2]), '[' .. ARGV[3]
  local found, sum, below, page = {}, 0, '+', 100
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
 * Arguments: a message; where the reply changes, the position of what it answers, else ''; the lines of the entry,
 * '' for those that stay. 1: changed; 0: no such message.
 */
export const CHANGE = script(`
  local position, answered = redis.call('HGET', index, ARGV[1]), ARGV[2]
  if not position then return 0 end
  local old, new = linesAt(position), {}
  for number, line in ipairs(old) do
    local changed = ARGV[2 + number] or ''
    new[number] = changed == '' and line or changed
  end
  if answered ~= '' then
    unlearn(old[2], position)
    redis.call('ZREM', order, position)
    redis.call('HDEL', entries, position)
    position = answered .. '.' .. string.match(position, '[^.]+$')
    new[2] = string.match(old[2], '%S+') .. ' ' .. ARGV[4]
    redis.call('ZADD', order, 0, position)
    remember(new[2], position)
  end
  redis.call('HSET', entries, position, table.concat(new, '\\n'))
  return 1
`);

/** Argument: a message. 1: removed; 0: no such message. */
export const REMOVE = script(`
  local position = redis.call('HGET', index, ARGV[1])
  if not position then return 0 end
  unlearn(linesAt(position)[2], position)
  redis.call('ZREM', order, position)
  redis.call('HDEL', entries, position)
  return 1
`);

/** How many entries went. */
export const FORGET = script(`
  local count = redis.call('ZCARD', order)
  redis.call('UNLINK', order, entries, index, record)
  return count
`);

/** Key: the settings of a server. Arguments: scope, version before, version, values. 1: saved; 0: another version. */
export const SAVE_SETTINGS = script(`
  local saved = redis.call('HGET', KEYS[1], ARGV[1])
  local version = saved and string.match(saved, '^%d+') or '0'
  if version ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. '\\n' .. ARGV[4])
  return 1
`);
