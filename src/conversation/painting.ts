import { UserError } from '../errors.ts';
import { text } from '../language/language.ts';
import type { Entry, Snowflake } from './entry.ts';
import type { Pictures } from './pictures.ts';
import type { ModelRequest, Painted, Shown } from './ports.ts';
import { type Spending, spendFor } from './spending/spending.ts';
import type { Turn } from './turn.ts';

/** Pictures of one answer. */
const MOST = 4;

export interface PaintingParts {
  /** Undefined: there is no model that paints. */
  pictures: Pictures | undefined;
  shown: Shown;
  spending: Pick<Spending, 'by'>;
}

/** Lets a model paint while it answers: what it paints is added to `painted`. Undefined where it may not. */
export function painting(
  { pictures, shown, spending }: PaintingParts,
  id: Snowflake,
  turn: Turn,
  painted: Painted[],
): ModelRequest['paint'] {
  const { conversation, settings, entries, question } = turn;
  if (pictures === undefined || settings.pictures === 'off') return undefined;
  const owner = conversation.guild ?? question.author.id;
  const spend = spendFor(spending, turn);
  let begun = 0;

  async function newest(signal: AbortSignal): Promise<Uint8Array> {
    const entry = entries.findLast(hasPicture);
    const picture =
      painted.at(-1)?.bytes ?? (entry && (await shown.picture(id, messagesWith(entry), signal)));
    if (!picture) throw new UserError(text('picture.noneToChange'));
    return picture;
  }

  return async ({ prompt, change }, signal) => {
    if (++begun > MOST) throw new UserError(text('picture.tooMany', { most: MOST }));
    const from = change ? [await newest(signal)] : [];
    const picture = await pictures.paint({ prompt, from, signal, spend, settings, owner });
    painted.push({ ...picture, prompt });
  };
}

/** Messages in which its pictures stand. */
function messagesWith({ id, attachments, reply }: Entry): Snowflake[] {
  const others = attachments.flatMap(({ from }) => from?.message ?? []);
  return reply?.messages ?? [...new Set([...others, id])];
}

function hasPicture({ attachments, reply }: Entry): boolean {
  return reply?.painted !== undefined || attachments.some(({ type }) => type.startsWith('image/'));
}
