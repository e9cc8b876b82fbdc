import { readConfig } from '../config.ts';
import { StartError } from '../errors.ts';
import { createLog } from '../log.ts';
import { openStore } from '../store/open.ts';
import { dayAfter, dayOf } from '../store/usage.ts';
import { operatorReport } from './report.ts';

// npm run usage: what all servers used, for whoever runs Bobbin. It may run beside Bobbin itself.

/** Days that are shown, today among them. */
const DAYS = 30;

try {
  const config = readConfig(process.env);
  const store = await openStore({ ...config.store, log: createLog('silent') });
  const today = dayOf(Date.now());
  process.stdout.write(await operatorReport(store.usage, dayAfter(today, 1 - DAYS), today));
  await store.close();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
