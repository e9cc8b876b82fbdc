const COLOURS = ['red', 'green', 'silver', 'blue', 'yellow', 'white', 'black', 'violet', 'brown', 'grey'];
const SPOOLS = 101;

const spools = Array.from({ length: SPOOLS }, (_, at) => {
  const colour = COLOURS[at % COLOURS.length] ?? '';
  return `  { name: 'No. ${at + 1}', colour: '${colour}', metres: ${50 + ((at * 37) % 150)} },`;
});

/** An answer with a program of 120 lines: more than a message can hold. */
export const LONG_CODE = `This tells how much thread is left:

**spools.ts**
\`\`\`ts
/** A spool of thread. */
interface Spool {
  name: string;
  colour: string;
  metres: number;
}

const SPOOLS: readonly Spool[] = [
${spools.join('\n')}
];

/** Metres of thread in a colour, on all spools together. */
export function metresOf(colour: string): number {
  return SPOOLS.filter((spool) => spool.colour === colour).reduce((sum, spool) => sum + spool.metres, 0);
}

/** The fullest spool of a colour. */
export function fullest(colour: string): Spool | undefined {
  return SPOOLS.filter((spool) => spool.colour === colour).toSorted((a, b) => b.metres - a.metres)[0];
}
\`\`\`

And this is how it is called: \`metresOf('red')\`.`;
