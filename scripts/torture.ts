// npm run torture: people talk, everything goes wrong at once, and in the end each message has been answered once. See
// CONTRIBUTING.md.

import { randomInt } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { type Options, readOptions, USAGE } from '../test/torture/options.ts';
import { faultsOf, tableOf } from '../test/torture/table.ts';
import { torture } from '../test/torture/torture.ts';

/** What is printed of each run that fails. */
const MOST_FAULTS = 40;

let chosen: Options;
try {
  chosen = readOptions(process.argv.slice(2), randomInt(2 ** 31));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exit(2);
}
console.log(
  `Seed ${chosen.seed}: ${chosen.messages} messages in ${chosen.threads} threads, ${chosen.seconds} s.`,
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const report = await torture(chosen);
const faults = faultsOf(report);
console.log(tableOf(report, chosen));
if (faults.length === 0) await rm(report.folder, { recursive: true });
else {
  console.log([...faults.slice(0, MOST_FAULTS), `The logs are in ${report.folder}.`].join('\n'));
  process.exitCode = 1;
}
