import { forget } from './forget.ts';
import { growth } from './growth.ts';
import { knowledge } from './knowledge.ts';
import { markdown } from './markdown.ts';
import { prefix } from './prefix.ts';
import { stream } from './stream.ts';

/** One benchmark: prints its figures; false when one is not as good as promised. */
export interface Bench {
  title: string;
  run(): Promise<boolean>;
}

const benches: Record<string, Bench> = { forget, growth, knowledge, markdown, prefix, stream };

const wanted = process.argv.slice(2);
const chosen = wanted.flatMap((name) => benches[name] ?? []);
if (chosen.length === 0 || chosen.length < wanted.length) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join(' | ')}`);
  process.exit(2);
}
for (const bench of chosen) {
  console.log(`\n${bench.title}\n`);
  if (!(await bench.run())) process.exitCode = 1;
}
