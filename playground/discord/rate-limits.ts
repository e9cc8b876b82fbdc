import { createHash } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { Env } from './rest/api.ts';

// Discord publishes no table; these are what bots have long seen. https://discord.com/developers/docs/topics/rate-limits

/** So many requests in so many milliseconds. */
export interface Limit {
  requests: number;
  perMs: number;
}

interface Rule extends Limit {
  name: string;
  method: RegExp;
  path: RegExp;
  /** Only requests with this field in the body count. */
  field?: string;
}

// A bucket is one kind of request to one channel, server or webhook.
const MAJOR = /^\/(?:channels|guilds|webhooks|interactions)\/([^/]+(?:\/[\w-]{20,})?)/;

const RULES: Rule[] = [
  { name: 'send', method: /POST/, path: /^\/channels\/\d+\/messages$/, requests: 5, perMs: 5000 },
  { name: 'edit', method: /PATCH/, path: /^\/channels\/\d+\/messages\/\d+$/, requests: 5, perMs: 5000 },
  { name: 'delete', method: /DELETE/, path: /^\/channels\/\d+\/messages\/\d+$/, requests: 5, perMs: 1000 },
  { name: 'typing', method: /POST/, path: /^\/channels\/\d+\/typing$/, requests: 5, perMs: 5000 },
  { name: 'react', method: /PUT|DELETE/, path: /\/reactions\//, requests: 1, perMs: 250 },
  { name: 'follow-up', method: /./, path: /^\/webhooks\//, requests: 5, perMs: 2000 },
  { name: 'other', method: /./, path: /./, requests: 50, perMs: 1000 },
];

/** Limits that no header tells of, until the answer is 429. */
const HIDDEN: Rule[] = [
  { name: 'rename', method: /PATCH/, path: /^\/channels\/\d+$/, field: 'name', requests: 2, perMs: 600_000 },
];

const GLOBAL: Limit = { requests: 50, perMs: 1000 };

type RuleName = 'rename' | 'send' | 'edit' | 'delete' | 'typing' | 'react' | 'follow-up' | 'other' | 'global';

/** How tests turn the limits. */
export interface RateLimits {
  /** No limits at all. */
  off(): void;
  /** Discord's limits again. */
  on(): void;
  set(rule: RuleName, limit: Limit): void;
}

interface Window {
  count: number;
  endsAt: number;
}

/** Counts requests per bucket and refuses with 429 what is too much. */
export function createRateLimits(): { limits: RateLimits; middleware: MiddlewareHandler<Env> } {
  const changed = new Map<string, Limit>();
  const windows = new Map<string, Window>();
  let isOff = false;

  const take = (key: string, { requests, perMs }: Limit): { left: number; waitMs: number } => {
    const now = Date.now();
    const known = windows.get(key);
    const window = known && known.endsAt > now ? known : { count: 0, endsAt: now + perMs };
    windows.set(key, window);
    window.count += 1;
    return { left: requests - window.count, waitMs: window.endsAt - now };
  };

  const limits: RateLimits = {
    off: () => {
      isOff = true;
    },
    on: () => {
      isOff = false;
      changed.clear();
      windows.clear();
    },
    set: (rule, limit) => changed.set(rule, limit),
  };

  const middleware: MiddlewareHandler<Env> = async (c, next) => {
    if (isOff) return next();
    const path = c.req.path.replace(/^\/api\/v10/, '');
    const counts = ({ method, path: pattern, field }: Rule) =>
      method.test(c.req.method) &&
      pattern.test(path) &&
      (field === undefined || hasField(c.var.payload, field));
    const rule = RULES.find(counts);
    if (!rule) return next();
    const limit = changed.get(rule.name) ?? rule;
    const [, major = ''] = MAJOR.exec(path) ?? [];
    const bucket = createHash('sha1').update(rule.name).digest('hex').slice(0, 32);
    const own = take(`${rule.name} ${rule.name === 'other' ? c.req.method : ''} ${major}`, limit);
    const hidden = HIDDEN.filter(counts)
      .map((rule) => take(`${rule.name} ${major}`, changed.get(rule.name) ?? rule))
      .find(({ left }) => left < 0);
    const exempt = path.startsWith('/interactions/') || path.startsWith('/webhooks/');
    const all = exempt ? undefined : take('global', changed.get('global') ?? GLOBAL);
    const isGlobal = all !== undefined && all.left < 0;
    const headers = {
      'x-ratelimit-limit': String(limit.requests),
      'x-ratelimit-remaining': String(Math.max(0, own.left)),
      'x-ratelimit-reset': String((Date.now() + own.waitMs) / 1000),
      'x-ratelimit-reset-after': String(own.waitMs / 1000),
      'x-ratelimit-bucket': bucket,
    };
    if (!isGlobal && own.left >= 0 && !hidden) {
      await next();
      for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value);
      return undefined;
    }
    const seconds = (isGlobal ? all.waitMs : (hidden ?? own).waitMs) / 1000;
    return c.json(
      { message: 'You are being rate limited.', retry_after: seconds, global: isGlobal, code: 0 },
      429,
      {
        ...(isGlobal ? { 'x-ratelimit-global': 'true' } : headers),
        'x-ratelimit-scope': isGlobal ? 'global' : 'user',
        'retry-after': String(Math.ceil(seconds)),
      },
    );
  };

  return { limits, middleware };
}

const hasField = (payload: unknown, field: string): boolean =>
  typeof payload === 'object' && payload !== null && field in payload;
