import { readdirSync } from 'node:fs';

/** One benchmark: prints its figures; false when one is not as good as promised. */
export interface Bench {
  title: string;
  run(): Promise<boolean>;
}

const names = readdirSync(import.meta.dirname)
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => name !== 'run');
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0 || wanted.length === 0) {
  console.error(`Usage: npm run bench -- ${names.join(' | ')}`);
  process.exit(2);
}
let good = true;
for (const name of wanted) {
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench };
  console.log(`\n${bench.title}\n`);
  good = (await bench.run()) && good;
}
process.exitCode = good ? 0 : 1;
