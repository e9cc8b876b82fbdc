import { type Text, text } from '../../language/language.ts';
import { CONTEXT_TOKENS, type Settings } from '../../settings/schema.ts';
import { NOTHING_USED, type Prices } from './used.ts';

/** Share of the context that stays where it is to be shorter. */
const SHORTER = 1 / 4;

/** What models are compared by: most of a call is input. */
const USUAL = { ...NOTHING_USED, input: 1_000_000, output: 200_000 };

/** The settings for where a budget is nearly used up; the same where nothing can be saved. */
export function economise<S extends Settings>(
  settings: S,
  { prices, models }: { prices: Prices; models: readonly string[] },
): S {
  const { nearBudget, contextTokens } = settings;
  if (nearBudget === 'shorter context')
    return {
      ...settings,
      contextTokens: Math.max(Math.floor(contextTokens * SHORTER), CONTEXT_TOKENS.least),
    };
  if (nearBudget !== 'cheaper model') return settings;
  const model = cheaper(settings.model, models, prices);
  return model === undefined ? settings : { ...settings, model };
}

/** What is told below an answer that was made with other settings than those that were chosen. */
export function thriftNotes(chosen: Settings, { model, contextTokens }: Settings): Text[] {
  return [
    ...(model === chosen.model ? [] : [text('note.nearBudgetModel', { model })]),
    ...(contextTokens === chosen.contextTokens ? [] : [text('note.nearBudgetContext')]),
  ];
}

/** The cheapest model that is known to cost less than this one. */
function cheaper(than: string, models: readonly string[], prices: Prices): string | undefined {
  let [best, least] = [undefined as string | undefined, prices.costOf(than, USUAL)];
  for (const model of models) {
    const cost = prices.costOf(model, USUAL);
    if (cost === undefined || least === undefined || cost >= least) continue;
    [best, least] = [model, cost];
  }
  return best;
}
