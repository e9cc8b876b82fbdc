const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
];

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  t: { timeStyle: 'short' },
  T: { timeStyle: 'medium' },
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
  F: { dateStyle: 'full', timeStyle: 'short' },
};

/** A moment as `<t:…:style>` shows it. */
export function showTime(seconds: number, style: string, now: Date): string {
  if (style === 'R') return relative(seconds - now.getTime() / 1000);
  return new Intl.DateTimeFormat('en-GB', STYLES[style] ?? STYLES['f']).format(new Date(seconds * 1000));
}

function relative(seconds: number): string {
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second' as const, 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / size), unit);
}

/** "Today at 14:03", "Yesterday at …", or the date. */
export function showMoment(moment: Date, now: Date): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(moment);
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / 86_400_000);
  if (days === 0) return `Today at ${time}`;
  if (days === 1) return `Yesterday at ${time}`;
  return `${new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' }).format(moment)} ${time}`;
}

function startOfDay(moment: Date): number {
  return new Date(moment).setHours(0, 0, 0, 0);
}
