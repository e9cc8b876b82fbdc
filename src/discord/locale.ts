import type { Channel } from 'discord.js';
import { type Locale, localeOf } from '../language/language.ts';
import type { Settings } from '../settings/schema.ts';
import type { SettingsKeeper } from '../settings/settings.ts';
import { placeOf } from './hear/said.ts';

/** The language of what everybody in a channel reads: the one that was set, or that of its server on Discord. */
export function localeIn(channel: Channel | undefined, language: Settings['language']): Locale {
  if (language !== 'auto') return language;
  return localeOf(channel === undefined || channel.isDMBased() ? undefined : channel.guild.preferredLocale);
}

/** The same where the settings are still to be read. A store that is away leaves Discord's. */
export async function findLocale(
  channel: Parameters<typeof placeOf>[0],
  settings: SettingsKeeper,
): Promise<Locale> {
  const found = await settings.of(placeOf(channel)).catch(() => undefined);
  return localeIn(channel, found?.settings.language ?? 'auto');
}
