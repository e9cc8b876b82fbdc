import { z } from 'zod';
import { text } from '../../language/language.ts';
import { define, ToolError, type Usable } from './tool.ts';

/** Where the cities are that give time zones their names. https://www.iana.org/time-zones */
const REGIONS = ['Africa', 'America', 'Asia', 'Atlantic', 'Australia', 'Europe', 'Indian', 'Pacific'];

const input = z.object({
  place: z
    .string()
    .max(100)
    .describe('An IANA time zone such as Asia/Tokyo or UTC, or the city that it is named after'),
});

/** The date and the time in a place. `now` is a clock: milliseconds since 1970. */
export function createTime(now: () => number): Usable {
  return define({
    description: 'Tells the date and the time in a place.',
    input,
    doing: ({ place }) => text('doing.clock', { place }),
    run({ place }) {
      const clock = clockIn(place);
      return `${clock.resolvedOptions().timeZone}: ${clock.format(now())}`;
    },
  });
}

function clockIn(place: string): Intl.DateTimeFormat {
  const [city = ''] = place.trim().split(/\s*,/);
  const name = city.replaceAll(' ', '_');
  for (const timeZone of [name, ...REGIONS.map((region) => `${region}/${name}`)]) {
    try {
      return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'long' });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new ToolError(
    'No time zone has this name. Give the IANA time zone of the place, such as Asia/Tokyo.',
  );
}
