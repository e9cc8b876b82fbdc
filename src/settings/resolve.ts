import { type Choices, SETTING_NAMES, type SettingName, type Settings, withoutServerOnly } from './schema.ts';

/** Who chose something, the nearest last: the nearest wins. */
const CHOOSERS = ['server', 'channel', 'thread'] as const;
export type Chooser = (typeof CHOOSERS)[number];

/** Where a setting comes from. */
export type Origin = 'environment' | Chooser;

/** Where those come from that somebody chose; the others come from the environment. */
export type Origins = { [Name in SettingName]?: Chooser };

export interface Resolved {
  settings: Settings;
  origins: Origins;
}

/**
 * Environment → server → channel → thread: the nearest choice wins, name by name.
 * A model that the operator no longer offers counts as not chosen.
 */
export function resolve(
  environment: Settings,
  choices: Partial<Record<Chooser, Choices>>,
  models: readonly string[],
): Resolved {
  const settings = { ...environment };
  const origins: Origins = {};
  for (const chooser of CHOOSERS) {
    const all = choices[chooser] ?? {};
    const chosen = chooser === 'server' ? { ...all } : withoutServerOnly(all);
    if (chosen.model !== undefined && !models.includes(chosen.model)) delete chosen.model;
    Object.assign(settings, chosen);
    for (const name of SETTING_NAMES) if (chosen[name] !== undefined) origins[name] = chooser;
  }
  return { settings, origins };
}

export function originOf(origins: Origins, name: SettingName): Origin {
  return origins[name] ?? 'environment';
}
