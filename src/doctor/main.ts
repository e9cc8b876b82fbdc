import { styleText } from 'node:util';
import { examine } from './checks.ts';
import type { Result } from './result.ts';

// npm run doctor: whether Bobbin can start here, and what to do where it can’t.

const SIGNS = { ok: ['green', '✓'], wrong: ['red', '✗'], note: ['yellow', '!'] } as const;

/** In colours only where a person looks at it. */
function show({ state, what, todo }: Result): string {
  const [colour, sign] = SIGNS[state];
  const line = `  ${styleText(colour, sign)} ${what}`;
  return todo ? `${line}\n    ${styleText('dim', `→ ${todo}`)}` : line;
}

const say = (line: string) => process.stdout.write(`${line}\n`);

let problems = 0;
for await (const result of examine(process.env)) {
  if (result.state === 'wrong') problems += 1;
  say(show(result));
}
if (problems === 0) say('\nBobbin can start: npm start');
else say(`\n${problems === 1 ? 'One thing has' : `${problems} things have`} to be changed first.`);
process.exitCode = problems === 0 ? 0 : 1;
