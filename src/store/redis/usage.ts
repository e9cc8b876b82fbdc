import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Snowflake } from '../../conversation/entry.ts';
import { plain, type Script } from './scripts.ts';
import { readUsageRow } from '../rows.ts';
import {
  type Amount,
  dayAfter,
  dayOf,
  type Limit,
  monthOf,
  monthsBetween,
  type Payer,
  USAGE_DAYS,
  type UsageCall,
  type UsageRow,
  type UsageStore,
} from '../usage.ts';

interface Door {
  redis: Redis;
  ask: <T>(command: () => Promise<T>) => Promise<T>;
  run: (script: Script, keys: string[], args: (string | number | Buffer)[]) => Promise<unknown>;
}

/** Seconds. Sums are asked for in their day, and in their month, only. */
const DAY = 86_400;
const SPENT_EXPIRY = { day: 3 * DAY, month: 40 * DAY };
/** The days of a month go together. */
const USAGE_EXPIRY = (USAGE_DAYS + 31) * DAY;

/** Milliseconds for which it is known that a call was counted: longer than anybody tries that again. */
const SETTLED_KEPT = 900_000;

/** Keys of one call: reserved, what is spent in its day and in its month. The first argument is its id. */
const COMMON = `
  local reserved, id = KEYS[1], ARGV[1]

  local function inMilliseconds(ms)
    local now = redis.call('TIME')
    return now[1] * 1000 + math.floor(now[2] / 1000) + tonumber(ms)
  end

  -- Until when, and the rest.
  local function read(line) return string.match(line, '^(%d+) (.*)$') end

  local function write(till, rest)
    redis.call('HSET', reserved, id, string.format('%d %s', till, rest))
    redis.call('EXPIRE', reserved, 86400)
  end
`;

/**
 * Arguments: id, milliseconds, day, accounts between bars, tokens, nanos, then of each limit its account, the place of its
 * period among the keys, its unit and how much. The numbers of the limits in the way; none: it is reserved.
 */
const RESERVE = plain(`${COMMON}
  local now, day, accounts = inMilliseconds(0), ARGV[3], ARGV[4]
  local wanted, others = { tokens = tonumber(ARGV[5]), nanos = tonumber(ARGV[6]) }, {}
  local all = redis.call('HGETALL', reserved)
  for at = 1, #all, 2 do
    local till, rest = read(all[at + 1])
    if tonumber(till) <= now then redis.call('HDEL', reserved, all[at])
    elseif all[at] ~= id then
      local its, tokens, nanos, whose = string.match(rest, '^(%S+) (%d+) (%d+) (.+)$')
      others[#others + 1] = { day = its, tokens = tonumber(tokens), nanos = tonumber(nanos), accounts = whose }
    end
  end

  local function isInTheWay(account, key, unit, most)
    local sum = wanted[unit] + tonumber(redis.call('HGET', KEYS[key], account .. ' ' .. unit) or 0)
    local period = key == 2 and day or string.sub(day, 1, 7)
    for _, other in ipairs(others) do
      if string.sub(other.day, 1, #period) == period and string.find(other.accounts, '|' .. account .. '|', 1, true) then
        sum = sum + other[unit]
      end
    end
    return sum > most
  end

  local found = {}
  for at = 7, #ARGV, 4 do
    if isInTheWay(ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2], tonumber(ARGV[at + 3])) then
      found[#found + 1] = (at - 7) / 4
    end
  end
  if #found == 0 then write(now + tonumber(ARGV[2]), day .. ' ' .. ARGV[5] .. ' ' .. ARGV[6] .. ' ' .. accounts) end
  return found
`);

/** Arguments: id, milliseconds. 1: renewed; 0: there is none. */
const RENEW = plain(`${COMMON}
  local line = redis.call('HGET', reserved, id)
  if not line then return 0 end
  local till, rest = read(line)
  if tonumber(till) <= inMilliseconds(0) then return 0 end
  write(inMilliseconds(ARGV[2]), rest)
  return 1
`);

/**
 * Keys: reserved, what is spent in the day and in the month, usage of everybody and of the person in that month, the people
 * of the payer, the mark of the call. Arguments: id, milliseconds of the mark, seconds to keep sums of a day, of a month, and
 * usage, accounts between bars, tokens, nanos, person, day as a number, oldest day, day and model, then what was used and how
 * much. 1: counted; 0: it was before.
 */
const SETTLE = plain(`
  if not redis.call('SET', KEYS[7], '', 'NX', 'PX', ARGV[2]) then return 0 end
  redis.call('HDEL', KEYS[1], ARGV[1])
  for key = 2, 3 do
    for account in string.gmatch(ARGV[6], '[^|]+') do
      redis.call('HINCRBY', KEYS[key], account .. ' tokens', ARGV[7])
      redis.call('HINCRBY', KEYS[key], account .. ' nanos', ARGV[8])
    end
    redis.call('EXPIRE', KEYS[key], ARGV[key + 1])
  end
  for key = 4, 5 do
    for at = 14, #ARGV, 2 do
      redis.call('HINCRBY', KEYS[key], ARGV[12] .. ' ' .. ARGV[at] .. ' ' .. ARGV[13], ARGV[at + 1])
    end
    redis.call('EXPIRE', KEYS[key], ARGV[5])
  end
  redis.call('ZADD', KEYS[6], 'GT', ARGV[10], ARGV[9])
  redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', '(' .. ARGV[11])
  redis.call('EXPIRE', KEYS[6], ARGV[5])
  return 1
`);

/** Keys: reserved, then whatever has sums of accounts. Argument: an account. */
const FORGET_ACCOUNT = plain(`
  local all = redis.call('HGETALL', KEYS[1])
  for at = 1, #all, 2 do
    if string.find(all[at + 1], '|' .. ARGV[1] .. '|', 1, true) then redis.call('HDEL', KEYS[1], all[at]) end
  end
  for key = 2, #KEYS do redis.call('HDEL', KEYS[key], ARGV[1] .. ' tokens', ARGV[1] .. ' nanos') end
`);

/** The part of the store in Redis that counts usage. Its keys are documented in redis.ts. */
export function createUsageStore({ redis, ask, run }: Door): UsageStore {
  async function readRows(
    payer: Payer,
    person: Snowflake | null,
    from: string,
    to: string,
  ): Promise<UsageRow[]> {
    const keys = monthsBetween(from, to).map((month) => usageOf(payer, month, person));
    const found = await Promise.all(keys.map((key) => ask(() => redis.hgetall(key))));
    const rows = found.flatMap(parseRows).filter(({ day }) => day >= from && day <= to);
    return rows.toSorted((a, b) => (`${a.day} ${a.model}` < `${b.day} ${b.model}` ? -1 : 1));
  }

  const unlink = (keys: readonly string[]) => Promise.all(keys.map((key) => ask(() => redis.unlink(key))));

  return {
    async reserve(call, { tokens, nanos }, limits, ms) {
      const asked = limits.flatMap(({ account, period, unit, most }) => [account, PLACE[period], unit, most]);
      const args = [call.id, ms, call.day, accountsOf(call), tokens, nanos, ...asked];
      const found = numbers.parse(await ask(() => run(RESERVE, keysOf(call), args)));
      return limits.filter((_, at) => found.includes(at));
    },

    async renew(call, ms) {
      return (await ask(() => run(RENEW, [reservedOf(call.payer)], [call.id, ms]))) === 1;
    },

    async release({ payer, id }) {
      await ask(() => redis.hdel(reservedOf(payer), id));
    },

    async settle(call, { model, nanos, ...used }) {
      const { id, payer, person, day } = call;
      const time = Date.parse(day);
      // First, and so never missing, even where the call was counted before.
      await ask(() => redis.zadd('bobbin:usage', 'GT', time, payer));
      const month = monthOf(day);
      const usage = [usageOf(payer, month), usageOf(payer, month, person), peopleOf(payer)];
      const keys = [...keysOf(call), ...usage, `bobbin:{${payer}}:settled:${id}`];
      const kept = [SETTLED_KEPT, SPENT_EXPIRY.day, SPENT_EXPIRY.month, USAGE_EXPIRY];
      const sums = [accountsOf(call), used.input + used.output, nanos ?? 0];
      const who = [person, time, Date.parse(dayAfter(day, -USAGE_DAYS))];
      const counted = { calls: 1, ...used, nanos: nanos ?? 0, unpriced: nanos === undefined ? 1 : 0 };
      const args = [id, ...kept, ...sums, ...who, day, model, ...Object.entries(counted).flat()];
      return (await ask(() => run(SETTLE, keys, args))) === 1;
    },

    spent: (payer, day, of) =>
      Promise.all(
        of.map(async ({ account, period }): Promise<Amount> => {
          const key = spentOf(payer, period === 'day' ? day : monthOf(day));
          const [tokens, nanos] = await ask(() => redis.hmget(key, `${account} tokens`, `${account} nanos`));
          return { tokens: Number(tokens ?? 0), nanos: Number(nanos ?? 0) };
        }),
      ),

    rows: readRows,

    async payers() {
      await ask(() => redis.zremrangebyscore('bobbin:usage', '-inf', `(${Date.parse(keptDays()[0])}`));
      return (await ask(() => redis.zrange('bobbin:usage', '0', '-1'))).toSorted();
    },

    async forgetPerson(payer, person) {
      const days = keptDays();
      const rows = await readRows(payer, person, ...days);
      await unlink(monthsBetween(...days).map((month) => usageOf(payer, month, person)));
      await ask(() => run(FORGET_ACCOUNT, [reservedOf(payer), ...keptSums(payer)], [`person:${person}`]));
      await ask(() => redis.zrem(peopleOf(payer), person));
      return rows.length;
    },

    async forget(payer) {
      const months = monthsBetween(...keptDays());
      for (const person of await ask(() => redis.zrange(peopleOf(payer), '0', '-1')))
        await unlink(months.map((month) => usageOf(payer, month, person)));
      await unlink([...months.map((month) => usageOf(payer, month)), ...keptSums(payer), reservedOf(payer)]);
      await unlink([peopleOf(payer)]);
      await ask(() => redis.zrem('bobbin:usage', payer));
    },
  };
}

/** Where the sums of a period stand among the keys of a call. */
const PLACE = { day: 2, month: 3 } as const satisfies Record<Limit['period'], number>;

const numbers = z.array(z.int());

const reservedOf = (payer: Payer) => `bobbin:{${payer}}:reserved`;
const spentOf = (payer: Payer, period: string) => `bobbin:{${payer}}:spent:${period}`;
const peopleOf = (payer: Payer) => `bobbin:{${payer}}:usage:people`;
const usageOf = (payer: Payer, month: string, person: Snowflake | null = null) =>
  `bobbin:{${payer}}:usage:${month}${person === null ? '' : `:${person}`}`;

const keysOf = ({ payer, day }: UsageCall) => [
  reservedOf(payer),
  spentOf(payer, day),
  spentOf(payer, monthOf(day)),
];

const accountsOf = ({ accounts }: UsageCall) => `|${accounts.join('|')}|`;

/** From the oldest day of which there may be usage to tomorrow: clocks of processes differ. */
function keptDays(): [string, string] {
  const today = dayOf(Date.now());
  return [dayAfter(today, -USAGE_DAYS - 31), dayAfter(today, 1)];
}

/** All sums of accounts that may be there. */
function keptSums(payer: Payer): string[] {
  const today = dayOf(Date.now());
  const days = [-3, -2, -1, 0, 1].map((one) => dayAfter(today, one));
  const months = monthsBetween(dayAfter(today, -SPENT_EXPIRY.month / DAY), dayAfter(today, 1));
  return [...days, ...months].map((period) => spentOf(payer, period));
}

/** Day, what, and model, which may be anything → how much. */
function parseRows(stored: Record<string, string>): UsageRow[] {
  const rows = new Map<string, Record<string, string | number>>();
  for (const [field, value] of Object.entries(stored)) {
    const [day = '', what = '', ...rest] = field.split(' ');
    const model = rest.join(' ');
    const row = rows.get(`${day} ${model}`) ?? { day, model };
    row[what] = Number(value);
    rows.set(`${day} ${model}`, row);
  }
  return [...rows.values()].map((row) => readUsageRow(row));
}
