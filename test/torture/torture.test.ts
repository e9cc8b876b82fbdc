import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { filesOf, MECHANISMS, withoutMechanism } from './mechanisms.ts';
import { FAULTS, type Options } from './options.ts';
import { faultsOf, tableOf } from './table.ts';
import { torture } from './torture.ts';

// The short form of `npm run torture`. Where it fails, the logs are in the folder that is named below the table.

test.concurrent.each<Pick<Options, 'store' | 'seed'>>([
  { store: 'redis', seed: 4 },
  { store: 'sqlite', seed: 5 },
])('whatever fails, each message is answered once, on $store', { timeout: 180_000 }, async (which) => {
  const options: Options = {
    ...which,
    seconds: 10,
    messages: 60,
    threads: 8,
    faults: FAULTS,
    without: undefined,
  };
  const report = await torture(options);
  expect(faultsOf(report), `${tableOf(report, options)}\n${report.folder}`).toEqual([]);
  await rm(report.folder, { recursive: true });
});

test.each(MECHANISMS)('the %s can still be taken out, to see torture fail', (mechanism) => {
  for (const file of filesOf(mechanism))
    expect(() => withoutMechanism(mechanism, file, readFileSync(file, 'utf8'))).not.toThrow();
});
