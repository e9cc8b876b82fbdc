import { parseArgs } from 'node:util';
import { type Mechanism, MECHANISMS } from './mechanisms.ts';

/** What may go wrong. */
export const FAULTS = ['kills', 'gateway', 'redis', 'rest', 'model'] as const;
export type FaultKind = (typeof FAULTS)[number];

export interface Options {
  store: 'redis' | 'sqlite';
  /** How long people talk and things go wrong. */
  seconds: number;
  messages: number;
  threads: number;
  seed: number;
  faults: readonly FaultKind[];
  /** Bobbin runs without this. */
  without: Mechanism | undefined;
}

export const USAGE = `npm run torture -- [--store redis|sqlite] [--seconds 300] [--messages 2000] [--threads 40]
                   [--seed N] [--faults ${FAULTS.join(',')}] [--without ${MECHANISMS.join('|')}]`;

/** Reads the command line. Throws an Error that says what is wrong with it. */
export function readOptions(args: string[], seed: number): Options {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      store: { ...text, default: 'redis' },
      seconds: { ...text, default: '300' },
      messages: { ...text, default: '2000' },
      threads: { ...text, default: '40' },
      seed: { ...text, default: `${seed}` },
      faults: { ...text, default: FAULTS.join(',') },
      without: text,
    },
  });
  return {
    store: oneOf(['redis', 'sqlite'], values.store),
    seconds: wholeNumber(values.seconds),
    messages: wholeNumber(values.messages),
    threads: wholeNumber(values.threads),
    seed: wholeNumber(values.seed),
    faults: values.faults
      .split(',')
      .filter(Boolean)
      .map((one) => oneOf(FAULTS, one)),
    without: values.without === undefined ? undefined : oneOf(MECHANISMS, values.without),
  };
}

function oneOf<T extends string>(all: readonly T[], given: string): T {
  const found = all.find((one) => one === given);
  if (found === undefined) throw new Error(`${given} is none of ${all.join(', ')}.`);
  return found;
}

function wholeNumber(given: string): number {
  if (!/^\d+$/.test(given)) throw new Error(`${given} is no whole number.`);
  return Number(given);
}
