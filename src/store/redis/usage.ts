import { z } from 'zod';
import type { Snowflake } from '../../conversation/entry.ts';
import { readUsageRow } from '../rows.ts';
import {
  type Account,
  type Amount,
  dayAfter,
  dayOf,
  type Limit,
  monthOf,
  monthsBetween,
  nameOf,
  type Payer,
  resetOf,
  SETTLED_KEPT,
  USAGE_DAYS,
  type UsageCall,
  type UsageRow,
  type UsageStore,
} from '../usage.ts';
import type { Door } from './door.ts';
import type { HashOf } from './hash.ts';
import { keysOfCall, reservedOf, settledOf, spentOf, USAGE, usageOf, usersOf } from './keys.ts';
import { CLOCK, plain } from './scripts.ts';

/** Seconds. */
const DAY = 86_400;
/** The days of a month go together. */
const USAGE_EXPIRY = (USAGE_DAYS + 31) * DAY;

/** Keys of one call: reserved, what is spent in its day and in its month. The first argument is its id. */
const COMMON = `${CLOCK}
  local reserved, id = KEYS[1], ARGV[1]

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
  local started, day, accounts = now(), ARGV[3], ARGV[4]
  local wanted, others = { tokens = tonumber(ARGV[5]), nanos = tonumber(ARGV[6]) }, {}
  local all = redis.call('HGETALL', reserved)
  for at = 1, #all, 2 do
    local till, rest = read(all[at + 1])
    if tonumber(till) <= started then redis.call('HDEL', reserved, all[at])
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
  if #found == 0 then write(started + ARGV[2], day .. ' ' .. ARGV[5] .. ' ' .. ARGV[6] .. ' ' .. accounts) end
  return found
`);

/** Arguments: id, milliseconds. 1: renewed; 0: there is none. */
const RENEW = plain(`${COMMON}
  local line = redis.call('HGET', reserved, id)
  if not line then return 0 end
  local till, rest = read(line)
  if tonumber(till) <= now() then return 0 end
  write(now() + ARGV[2], rest)
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

/** The part of the store in Redis that counts usage. */
export function createUsageStore({ redis, ask, run }: Door, hashOf: HashOf): UsageStore {
  const hashOfAccount = (payer: Payer, account: Account) => hashOf(nameOf(payer, account));

  async function hashesOf({ payer, accounts }: UsageCall): Promise<string> {
    const hashes = await Promise.all(accounts.map((account) => hashOfAccount(payer, account)));
    return `|${hashes.join('|')}|`;
  }

  async function readRows(
    payer: Payer,
    person: Snowflake | null,
    from: string,
    to: string,
  ): Promise<UsageRow[]> {
    if (person !== null && (await ask(() => redis.zscore(usersOf(payer), person))) === null) return [];
    const keys = monthsBetween(from, to).map((month) => usageOf(payer, month, person));
    const found = await Promise.all(keys.map((key) => ask(() => redis.hgetall(key))));
    const rows = found.flatMap(parseRows).filter(({ day }) => day >= from && day <= to);
    return rows.toSorted((a, b) => (`${a.day} ${a.model}` < `${b.day} ${b.model}` ? -1 : 1));
  }

  const unlink = (keys: readonly string[]) => Promise.all(keys.map((key) => ask(() => redis.unlink(key))));

  return {
    async reserve(call, { tokens, nanos }, limits, ms) {
      const asked = await Promise.all(
        limits.map(async ({ account, period, unit, most }) => [
          await hashOfAccount(call.payer, account),
          PLACE[period],
          unit,
          most,
        ]),
      );
      const args = [call.id, ms, call.day, await hashesOf(call), tokens, nanos, ...asked.flat()];
      const found = numbers.parse(await run(RESERVE, keysOfCall(call), args));
      return limits.filter((_, at) => found.includes(at));
    },

    async renew(call, ms) {
      return (await run(RENEW, [reservedOf(call.payer)], [call.id, ms])) === 1;
    },

    async release({ payer, id }) {
      await ask(() => redis.hdel(reservedOf(payer), id));
    },

    async settle(call, { model, nanos, ...used }) {
      const { id, payer, person, day } = call;
      const time = Date.parse(day);
      // First, and so never missing, even where the call was counted before.
      await ask(() => redis.zadd(USAGE, 'GT', time, payer));
      const month = monthOf(day);
      const usage = [usageOf(payer, month), usageOf(payer, month, person), usersOf(payer)];
      const keys = [...keysOfCall(call), ...usage, settledOf(call)];
      const kept = [SETTLED_KEPT, spentExpiry(day, 'day'), spentExpiry(day, 'month'), USAGE_EXPIRY];
      const sums = [await hashesOf(call), used.input + used.output, nanos ?? 0];
      const who = [person, time, Date.parse(dayAfter(day, -USAGE_DAYS))];
      const counted = { calls: 1, ...used, nanos: nanos ?? 0, unpriced: nanos === undefined ? 1 : 0 };
      const args = [id, ...kept, ...sums, ...who, day, model, ...Object.entries(counted).flat()];
      return (await run(SETTLE, keys, args)) === 1;
    },

    spent: (payer, day, of) =>
      Promise.all(
        of.map(async ({ account, period }): Promise<Amount> => {
          const key = spentOf(payer, period === 'day' ? day : monthOf(day));
          const hash = await hashOfAccount(payer, account);
          const [tokens, nanos] = await ask(() => redis.hmget(key, `${hash} tokens`, `${hash} nanos`));
          return { tokens: Number(tokens ?? 0), nanos: Number(nanos ?? 0) };
        }),
      ),

    rows: readRows,

    async payers() {
      await ask(() => redis.zremrangebyscore(USAGE, '-inf', `(${Date.parse(keptDays()[0])}`));
      return (await ask(() => redis.zrange(USAGE, '0', '-1'))).toSorted();
    },

    async forgetPerson(payer, person) {
      const days = keptDays();
      const rows = await readRows(payer, person, ...days);
      await unlink(monthsBetween(...days).map((month) => usageOf(payer, month, person)));
      await ask(() => redis.zrem(usersOf(payer), person));
      return rows.length;
    },

    async forget(payer) {
      const months = monthsBetween(...keptDays());
      for (const person of await ask(() => redis.zrange(usersOf(payer), '0', '-1')))
        await unlink(months.map((month) => usageOf(payer, month, person)));
      await unlink([...months.map((month) => usageOf(payer, month)), usersOf(payer)]);
      await ask(() => redis.zrem(USAGE, payer));
    },
  };
}

/** Where the sums of a period stand among the keys of a call. */
const PLACE = { day: 2, month: 3 } as const satisfies Record<Limit['period'], number>;

const numbers = z.array(z.int());

/** Seconds from the beginning of a day until its sums, or those of its month, are not asked for any more, anywhere. */
const spentExpiry = (day: string, period: Limit['period']): number =>
  (resetOf(day, period) - Date.parse(day)) / 1_000 + DAY;

/** From the oldest day of which there may be usage to tomorrow: clocks of processes differ. */
function keptDays(): [string, string] {
  const today = dayOf(Date.now());
  return [dayAfter(today, -USAGE_DAYS - 31), dayAfter(today, 1)];
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
