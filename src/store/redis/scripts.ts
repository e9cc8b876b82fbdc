import { createHash } from 'node:crypto';

// What scripts have in common. Every script declares the keys that it touches, which share a hash tag, and touches no
// other, as Redis Cluster asks for. What the keys hold is said in keys.ts.

export interface Script {
  lua: string;
  sha: string;
}

/** A script as it is written. */
export function plain(lua: string): Script {
  return { lua, sha: createHash('sha1').update(lua).digest('hex') };
}

/** The server's clock in milliseconds since 1970, so that those of the processes need not agree. */
export const CLOCK = `
  local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
  end
`;

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

  -- Whoever answers there must not write any more.
  local function loseLease()
    if redis.call('HEXISTS', lease, 'owner') == 0 then return end
    redis.call('HINCRBY', lease, 'fence', 1)
    redis.call('HDEL', lease, 'owner', 'until')
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

  -- Removes the entry that has these lines.
  local function removeAt(position, lines)
    unlearn(lines[2], position)
    dropCopies(position, '')
    redis.call('ZREM', order, position)
    redis.call('HDEL', entries, position)
  end
`;

/**
 * A script on a conversation: it declares all of its keys. Its first two arguments are owner and fence of the lease under
 * which it runs; both '': under none.
 */
export function script(body: string): Script {
  return plain(COMMON + body);
}
