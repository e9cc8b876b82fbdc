import { type Choices, SERVER_ONLY, SETTING_NAMES, type SettingName, type Settings } from './schema.ts';

/** Where a setting comes from, the widest first. The nearest that chose something wins. */
const ORIGINS = ['environment', 'server', 'channel', 'thread'] as const;
export type Origin = (typeof ORIGINS)[number];

export interface Resolved {
  settings: Settings;
  origins: Record<SettingName, Origin>;
}

/**
 * Environment → server → channel → thread: the nearest choice wins, name by name.
 * A model that the operator no longer offers counts as not chosen.
 */
export function resolve(
  environment: Settings,
  choices: Partial<Record<Exclude<Origin, 'environment'>, Choices>>,
  models: readonly string[],
): Resolved {
  const settings = { ...environment };
  const origins = { ...ALL_FROM_ENVIRONMENT };
  for (const origin of ['server', 'channel', 'thread'] as const) {
    const chosen = { ...choices[origin] };
    if (origin !== 'server') for (const name of SERVER_ONLY) delete chosen[name];
    if (chosen.model !== undefined && !models.includes(chosen.model)) delete chosen.model;
    Object.assign(settings, chosen);
    for (const name of SETTING_NAMES) if (chosen[name] !== undefined) origins[name] = origin;
  }
  return { settings, origins };
}

const ALL_FROM_ENVIRONMENT: Record<SettingName, Origin> = {
  persona: 'environment',
  prompt: 'environment',
  model: 'environment',
  contextTokens: 'environment',
  maxOutputTokens: 'environment',
  filesPerMessage: 'environment',
  fileMegabytes: 'environment',
  answerTo: 'environment',
  replyIn: 'environment',
  streaming: 'environment',
  longReplies: 'environment',
  titles: 'environment',
  pictures: 'environment',
  picturesPerDay: 'environment',
  language: 'environment',
  tools: 'environment',
  allowedChannels: 'environment',
  blockedChannels: 'environment',
  allowedRoles: 'environment',
  blockedRoles: 'environment',
  allowedPeople: 'environment',
  blockedPeople: 'environment',
  cooldown: 'environment',
  managerRole: 'environment',
  budgetPerDay: 'environment',
  budgetPerMonth: 'environment',
  personBudgetPerDay: 'environment',
  personBudgetPerMonth: 'environment',
  roleBudgetsPerDay: 'environment',
  roleBudgetsPerMonth: 'environment',
  nearBudget: 'environment',
  retentionDays: 'environment',
  moderation: 'environment',
};
