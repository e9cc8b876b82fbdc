import { calcPrice, findProvider } from '@pydantic/genai-prices';
import type { Config } from '../config.ts';
import type { Prices, Used } from '../conversation/spending/used.ts';
import { NANOS_PER_DOLLAR } from '../settings/amount.ts';

const MILLION = 1_000_000;
const SECONDS_PER_MINUTE = 60;

type Price = Config['model']['prices'][string];

/**
 * Prices of the operator's models.json, else of a table that comes with a library. The table is asked for the service
 * that answers, as its address tells: what a name costs at OpenAI says nothing about a model of that name at home.
 */
export function createPrices({ baseUrl, prices }: Pick<Config['model'], 'baseUrl' | 'prices'>): Prices {
  const providerId = baseUrl === undefined ? 'openai' : findProvider({ providerApiUrl: baseUrl })?.id;

  return {
    costOf(model, used) {
      const own = Object.hasOwn(prices, model) ? prices[model] : undefined;
      if (own) return toNanos(ownCost(own, used));
      return toNanos(providerId === undefined ? undefined : tableCost(providerId, model, used));
    },
  };
}

/** Dollars; undefined where some of it has no price. */
function ownCost(
  price: Price,
  { input, cached, output, pictures, seconds, searches = 0 }: Used,
): number | undefined {
  if (pictures && price.picture !== undefined) return pictures * price.picture;
  if (seconds && price.minute !== undefined) return (seconds / SECONDS_PER_MINUTE) * price.minute;
  const fromCache = Math.min(cached, input);
  const parts = [
    { tokens: input - fromCache, price: price.input },
    { tokens: fromCache, price: price.cached ?? price.input },
    { tokens: output, price: price.output },
    { tokens: searches * MILLION, price: price.search },
  ].filter(({ tokens }) => tokens > 0);
  return parts.length === 0 ? undefined : sum(parts);
}

function sum(parts: readonly { tokens: number; price: number | undefined }[]): number | undefined {
  let dollars = 0;
  for (const { tokens, price } of parts) {
    if (price === undefined) return undefined;
    dollars += (tokens * price) / MILLION;
  }
  return dollars;
}

/** The library takes what has no price for free: not here. */
function tableCost(
  providerId: string,
  model: string,
  { input, cached, output, pictures, seconds, searches = 0 }: Used,
): number | undefined {
  const usage = {
    input_tokens: input,
    cache_read_tokens: Math.min(cached, input),
    output_tokens: output,
    ...(searches > 0 && { web_searches: searches }),
    ...(pictures && { output_image_tokens: output }),
    ...(seconds && { audio_seconds: seconds, input_audio_tokens: input }),
  };
  const found = calcPrice(usage, model, { providerId });
  if (!found) return undefined;
  const has = (unit: string) => found.model_price[unit] !== undefined;
  if (seconds && has('audio_hours')) return found.total_price;
  if (searches > 0 && !has('web_searches_kcount')) return undefined;
  const isKnown =
    input + output > 0 && (input === 0 || has('input_mtok')) && (output === 0 || has('output_mtok'));
  return isKnown ? found.total_price : undefined;
}

function toNanos(dollars: number | undefined): number | undefined {
  return dollars === undefined ? undefined : Math.round(dollars * NANOS_PER_DOLLAR);
}
