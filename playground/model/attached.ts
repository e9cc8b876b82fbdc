/** Bobbin's mark of a file, and what the file says where a second mark ends that. */
const FILE =
  /\n*⟦((?:file|recording|picture) "[^⟦⟧\n]*)⟧(?:\n([^⟦⟧]*)\n⟦(?:end of file|the rest is left out)⟧)?/g;
const UNSEEN = /\n*⟦you cannot see this picture⟧/g;

/** The mark of who wrote what follows: ⟦name id⟧. */
const AUTHOR = /^⟦(?!(?:file|recording|picture) ")([^⟦⟧\n]*) \d+⟧/gm;

/** A file of which the model is told in words. */
export interface Attached {
  /** As Bobbin describes it. */
  what: string;
  /** What it says; '' where nothing is told of that. */
  text: string;
}

/** Who wrote the last of the messages that stand in a text, what, and the files that came with it. */
export function readLast(text: string): { name: string; words: string; attached: Attached[] } {
  const mark = [...text.matchAll(AUTHOR)].at(-1);
  const message = mark ? text.slice(mark.index + mark[0].length) : text;
  const attached = [...message.matchAll(FILE)].map(([, what = '', says = '']) => ({
    what,
    text: says.trim(),
  }));
  const words = message.replaceAll(FILE, '').replaceAll(UNSEEN, '');
  return { name: mark?.[1] ?? 'Somebody', words, attached };
}
