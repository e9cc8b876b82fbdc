/** What keeps answers single and whole, and can be taken out to see that it does. */
export const MECHANISMS = ['lease', 'nonce', 'record'] as const;
export type Mechanism = (typeof MECHANISMS)[number];

/** Which text of which file is replaced. */
interface Cut {
  file: string;
  text: RegExp;
  instead: string;
}

const CUTS: Record<Mechanism, readonly Cut[]> = {
  // Whoever wants a conversation has it, and no write is fenced.
  lease: [
    {
      file: 'src/conversation/lease.ts',
      text: /await store\.lease\(conversation, owner, LEASE\)/,
      instead: "{ owner: '', fence: '' }",
    },
  ],
  // What is sent once more is a new message.
  nonce: [
    {
      file: 'src/discord/reply/reply.ts',
      text: /nonce: `\$\{to\.attempt\}[^`]*`,\s*enforceNonce: true,/,
      instead: '',
    },
    { file: 'src/discord/client.ts', text: /enforceNonce: true,/, instead: '' },
  ],
  // Nobody knows what a process that died was doing: it did not write it down, and what it posted tells nothing.
  record: [
    {
      file: 'src/conversation/progress.ts',
      text: /store\.update\(id, \{ open \}, held\.lease\)/,
      instead: 'Promise.resolve()',
    },
    {
      file: 'src/discord/mirror/check.ts',
      text: /lostTurn\(entries, seen, record\.answeredThrough\)/,
      instead: 'null',
    },
  ],
};

/** The files that a mechanism stands in. */
export function filesOf(mechanism: Mechanism): string[] {
  return CUTS[mechanism].map(({ file }) => file);
}

/** The source of a file without a mechanism. Throws where it is not there any more. */
export function withoutMechanism(mechanism: Mechanism, file: string, source: string): string {
  return CUTS[mechanism]
    .filter((cut) => cut.file === file)
    .reduce((left, { text, instead }) => {
      if (!text.test(left)) throw new Error(`The ${mechanism} is not where it was looked for in ${file}.`);
      return left.replace(text, instead);
    }, source);
}
