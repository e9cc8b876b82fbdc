import { expect, test } from 'vitest';
import { createLog } from '../../src/log.ts';

/** What is logged of an error. */
function logged(err: unknown): unknown {
  const lines: string[] = [];
  createLog('info', { write: (line) => void lines.push(line) }).error({ err }, 'it failed');
  return JSON.parse(lines.join(''));
}

const said = (message: string) => ({
  type: 'Error',
  message,
  stack: expect.stringContaining(message) as string,
});

test.each<[what: string, error: unknown, err: object]>([
  ['an error', new Error('no'), said('no')],
  ['its cause', new Error('no', { cause: new Error('why') }), { ...said('no'), cause: said('why') }],
  [
    'each of several errors',
    new AggregateError([new Error('one'), new Error('two')], 'both'),
    { message: 'both', errors: [said('one'), said('two')] },
  ],
  ['no fields of its own', Object.assign(new Error('no'), { prompt: 'secret' }), said('no')],
  ['what is no error', 'a text', { message: 'a text' }],
])('the log tells %s', (_, error, err) => {
  expect(logged(error)).toMatchObject({ msg: 'it failed', err });
  expect(JSON.stringify(logged(error))).not.toContain('secret');
});

test('the log tells some of very many errors', () => {
  const errors = Array.from({ length: 1_000 }, () => new Error('no'));
  expect(logged(new AggregateError(errors))).toMatchObject({
    err: { errors: errors.slice(0, 10).map(() => said('no')) },
  });
});
