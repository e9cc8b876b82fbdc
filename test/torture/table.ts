import type { Options } from './options.ts';
import type { Report } from './torture.ts';

/** A line of the table. A fault is a count that has to be zero. */
interface Row {
  what: string;
  found: readonly unknown[];
  isFault: boolean;
}

/** Failures that people are told of, at most, for each reply: else too little would have been shown. */
const FAILURES = 0.05;

function rowsOf({ verdict, last, differences, crashes }: Report): Row[] {
  const fact = (what: string, found: readonly unknown[]) => ({ what, found, isFault: false });
  const fault = (what: string, found: readonly unknown[]) => ({ what, found, isFault: true });
  const areRare = last.failures.length <= FAILURES * last.replies.length;
  return [
    fact('messages of people', last.said),
    fact('… deleted again', last.deleted),
    fact('… answered', last.answered),
    fact('… told why there is no answer', last.told),
    fault('… not answered', [...new Set([...verdict.unanswered, ...last.unanswered])]),
    fault('… answered more than once', last.answeredTwice),
    fact('failures told', last.failures),
    fault('… too often', areRare ? [] : last.failures),
    fault('… of what was answered', last.inVain),
    fault('replies out of order', last.outOfOrder),
    fact('replies', last.replies),
    fact('… that the model broke off, and that say so', last.brokeOff),
    fault('… unfinished or torn', [...new Set([...verdict.unfinished, ...last.unfinished])]),
    fault('… doubled', last.doubled),
    fault('differences between memory and threads', differences),
    fault(
      'processes that ended by themselves',
      Array.from({ length: crashes }, () => 'see the logs'),
    ),
  ];
}

/** What is wrong, one line each; empty: nothing. */
export function faultsOf(report: Report): string[] {
  return rowsOf(report)
    .filter(({ isFault }) => isFault)
    .flatMap(({ what, found }) => found.map((one) => `${what}: ${String(one)}`));
}

/** What came of it, for people. */
export function tableOf(report: Report, { store, seed, without }: Options): string {
  const damage = Object.entries(report.damage).map(([what, count]) => `${count} ${what}`);
  const rows = rowsOf(report).map(
    ({ what, found, isFault }) =>
      `${what.padEnd(46)}${String(found.length).padStart(6)}${isFault && found.length > 0 ? '  wrong' : ''}`,
  );
  return [
    `${store}, seed ${seed}${without ? `, without ${without}` : ''}; ${report.starts} starts, ${damage.join(', ')}`,
    ...rows,
  ].join('\n');
}
