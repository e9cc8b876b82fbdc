import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Settings } from '../settings/schema.ts';
import type { Store } from '../store/store.ts';
import { dayOf } from '../store/usage.ts';
import type { Snowflake } from './entry.ts';
import { UPLOAD_BYTES } from './files/files.ts';
import type { Painter, PaintRequest, Picture } from './ports.ts';
import { cleanName, shows } from './speech.ts';

/** Paints for people, within what their server allows. */
export interface Pictures {
  /** Throws a UserError where there is no picture. */
  paint(wanted: Wanted): Promise<Picture>;
}

export interface Wanted extends PaintRequest {
  /** Whose pictures are counted: the server; in a DM the person. */
  owner: Snowflake;
  settings: Pick<Settings, 'pictures' | 'picturesPerDay'>;
}

interface PicturesParts {
  painter: Painter;
  store: Pick<Store, 'countPicture' | 'uncountPicture'>;
  /** Milliseconds since 1970. */
  now: () => number;
}

export function createPictures({ painter, store, now }: PicturesParts): Pictures {
  return {
    async paint({ owner, settings, ...request }) {
      if (settings.pictures === 'off') throw new UserError(text('picture.off'));
      const most = settings.picturesPerDay;
      const day = dayOf(now());
      if (!(await store.countPicture(owner, day, most)))
        throw new UserError(text('picture.usedUp', { most }));
      try {
        const picture = await painter.paint(request);
        if (picture.bytes.length > UPLOAD_BYTES) throw new UserError(text('picture.tooLarge'));
        return picture;
      } catch (error) {
        // Who stops a picture leaves it to the provider, which paints it nevertheless.
        if (!request.signal.aborted) await store.uncountPicture(owner, day);
        throw error;
      }
    },
  };
}

/** What is remembered of a picture that somebody asked for by a command: its prompt as a quotation, and no bytes. */
export function paintedFor(name: string, prompt: string): string {
  return `(I painted a picture for ${cleanName(name)}, who used /imagine: "${shows(prompt)}")`;
}
