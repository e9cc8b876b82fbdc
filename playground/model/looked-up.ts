const KNOWLEDGE = /\n\n⟦knowledge of this server[^⟦⟧]*⟧\n([^]*)\n⟦end of knowledge⟧$/;
const PASSAGE = /⟦passage of "([^⟦⟧]*)"⟧\n([^⟦⟧]*)/g;

export interface LookedUp {
  /** Where it stands. */
  source: string;
  text: string;
}

/** A message, and the passages that Bobbin looked up for it, which stand at its end. */
export function readLookedUp(message: string): { message: string; passages: LookedUp[] } {
  const knowledge = KNOWLEDGE.exec(message);
  if (!knowledge) return { message, passages: [] };
  const passages = [...(knowledge[1] ?? '').matchAll(PASSAGE)].map(([, source = '', text = '']) => ({
    source,
    text: text.trim(),
  }));
  return { message: message.slice(0, knowledge.index), passages };
}
