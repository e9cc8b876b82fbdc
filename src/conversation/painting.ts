import { UserError } from '../errors.ts';
import type { Entry, Snowflake } from './entry.ts';
import type { Pictures } from './pictures.ts';
import type { ModelRequest, Painted, Shown } from './ports.ts';
import type { Turn } from './turn.ts';

/** Pictures of one answer. */
const MOST = 4;

export interface PaintingParts {
  /** Undefined: there is no model that paints. */
  pictures: Pictures | undefined;
  shown: Shown;
}

/** Lets a model paint while it answers: what it paints is added to `painted`. Undefined where it may not. */
export function painting(
  { pictures, shown }: PaintingParts,
  id: Snowflake,
  { conversation, settings, entries, question }: Turn,
  painted: Painted[],
): ModelRequest['paint'] {
  if (pictures === undefined || settings.pictures === 'off') return undefined;
  const owner = conversation.guild ?? question.author.id;
  let begun = 0;

  async function newest(signal: AbortSignal): Promise<Uint8Array> {
    const entry = entries.findLast(hasPicture);
    const picture =
      painted.at(-1)?.bytes ??
      (entry && (await shown.picture(id, entry.reply?.messages ?? [entry.id], signal)));
    if (!picture) throw new UserError('There is no picture in this conversation that could be changed.');
    return picture;
  }

  return async ({ prompt, change }, signal) => {
    if (++begun > MOST) throw new UserError(`An answer can have ${MOST} pictures at most.`);
    const from = change ? [await newest(signal)] : [];
    const picture = await pictures.paint({ prompt, from, signal, settings, owner });
    painted.push({ ...picture, prompt });
  };
}

function hasPicture({ attachments, reply }: Entry): boolean {
  return reply?.painted !== undefined || attachments.some(({ type }) => type.startsWith('image/'));
}
