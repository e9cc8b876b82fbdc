import { expect, test } from 'vitest';
import type { Entry } from '../../src/conversation/entry.ts';
import { nextQuestion } from '../../src/conversation/next-question.ts';
import type { Settings } from '../../src/settings/schema.ts';
import { ENVIRONMENT } from '../settings/environment.ts';
import { message } from '../store/entries.ts';

const settings = (cooldown: number): Settings => ({ ...ENVIRONMENT, cooldown });

const by = (author: string, id: string): Entry => message(id, { author: { id: author, name: author } });

/** Ada and Ben may use Bobbin, Zoe may not; those who asked lately have to wait so many milliseconds. */
const parts = (waits: Record<string, number> = {}, marked: string[] = []) => ({
  mayAnswer: async (_: string, person: string) => person !== 'zoe',
  store: {
    mark: async (_: string, name: string, ms: number) => {
      marked.push(`${name} for ${ms}`);
      return waits[name.replace('asked:', '')] ?? 0;
    },
  },
});

test.each<[string, Entry[], Record<string, number>, unknown]>([
  ['nothing is due', [], {}, undefined],
  ['the newest', [by('ada', '1'), by('ben', '2')], {}, by('ben', '2')],
  ['not of somebody who may not', [by('ada', '1'), by('zoe', '2')], {}, by('ada', '1')],
  ['nobody may', [by('zoe', '1'), by('zoe', '2')], {}, undefined],
  ['not of somebody who has to wait', [by('ada', '1'), by('ben', '2')], { ben: 500 }, by('ada', '1')],
  [
    'somebody who has to wait goes along with a later one',
    [by('ada', '1'), by('ben', '2')],
    { ada: 500 },
    by('ben', '2'),
  ],
  [
    'all have to wait',
    [by('ada', '1'), by('ben', '2')],
    { ada: 700, ben: 500 },
    { guild: '10', person: 'ben', wait: 500, settings: settings(1) },
  ],
])('next: %s', async (_, due, waits, next) => {
  expect(await nextQuestion(due, '9', '10', settings(1), parts(waits))).toEqual(next);
});

test('a cooldown begins for everybody who is answered, once', async () => {
  const marked: string[] = [];
  await nextQuestion(
    [by('ada', '1'), by('ada', '2'), by('zoe', '3')],
    '9',
    '10',
    settings(30),
    parts({}, marked),
  );
  expect(marked).toEqual(['asked:ada for 30000']);
});

test('a cooldown that began with a turn does not delay it where it is read again', async () => {
  const waits: Record<string, number> = {};
  const again = { ...parts(waits), begun: new Set<string>() };
  const read = () => nextQuestion([by('ada', '1')], '9', '10', settings(30), again);
  expect(await read()).toEqual(by('ada', '1'));
  waits['ada'] = 30_000;
  expect(await read()).toEqual(by('ada', '1'));
  expect(await nextQuestion([by('ada', '1')], '9', '10', settings(30), parts(waits))).toHaveProperty('wait');
});

test('there is none in direct messages, nor where a server wants none', async () => {
  const marked: string[] = [];
  for (const [guild, cooldown] of [
    [null, 30],
    ['10', 0],
  ] as const)
    expect(
      await nextQuestion([by('ada', '1')], '9', guild, settings(cooldown), parts({ ada: 9 }, marked)),
    ).toEqual(by('ada', '1'));
  expect(marked).toEqual([]);
});
