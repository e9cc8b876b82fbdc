import { DEFAULTS, type Settings } from '../../src/settings/schema.ts';

/** What holds where nobody chose anything. */
export const ENVIRONMENT: Settings = {
  ...DEFAULTS,
  prompt: '',
  model: 'm',
  contextTokens: 4_000,
  maxOutputTokens: 100,
  tools: [],
};
