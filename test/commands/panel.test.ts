import { describe, expect, test } from 'vitest';
import { valueOf } from '../../commands/settings/controls.ts';
import { difference } from '../../commands/settings/difference.ts';
import { draftOf } from '../../commands/settings/draft-view.ts';
import { FIELDS } from '../../commands/settings/fields.ts';
import { historyOf } from '../../commands/settings/history.ts';
import type { Page } from '../../commands/common/layout.ts';
import { panelOf, type ShownSettings } from '../../commands/settings/panel.ts';
import { PAGES, type View } from '../../commands/settings/view.ts';
import { checkTogether, components } from '../../playground/discord/components.ts';
import { LOCALES } from '../../src/language/language.ts';
import { PRESETS } from '../../src/settings/presets.ts';
import { resolve } from '../../src/settings/resolve.ts';
import {
  DEFAULTS,
  LIST_LENGTH,
  PROMPT_CHARACTERS,
  SERVER_ONLY,
  SETTING_NAMES,
  type Settings,
  settingsSchema,
} from '../../src/settings/schema.ts';

// Discord's limits for a message of components, with settings that are as long as they may be.

const ID = '18446744073709551615';
const IDS = Array.from({ length: LIST_LENGTH }, (_, at) => `18446744073709551${String(at).padStart(3, '0')}`);
const models = Array.from({ length: 40 }, (_, at) => `some-provider/a-model-with-a-long-name-${at}`);
const tools = Array.from({ length: 40 }, (_, at) => `a-server_a_tool_with_a_long_name_${at}`);

const plain: Settings = {
  ...DEFAULTS,
  prompt: 'Be kind.',
  model: models[0]!,
  contextTokens: 16_000,
  maxOutputTokens: 2_000,
  tools: [],
};

const AMOUNT = '1,000,000,000,000 tokens';

/** Every setting as long as it can be. */
const longest: Settings = {
  ...plain,
  ...Object.fromEntries(
    SETTING_NAMES.flatMap((name): [string, unknown][] => {
      const field = FIELDS[name];
      if (field.kind === 'text' && field.long) return [[name, 'é\n'.repeat(PROMPT_CHARACTERS / 2)]];
      if (field.kind === 'channels' || field.kind === 'roles' || field.kind === 'people')
        return [[name, IDS]];
      if (field.kind === 'role') return [[name, ID]];
      if (field.kind === 'tools') return [[name, tools]];
      if (field.kind === 'amount') return [[name, AMOUNT]];
      if (field.kind === 'role amounts') return [[name, Object.fromEntries(IDS.map((id) => [id, AMOUNT]))]];
      return field.kind === 'number' ? [[name, field.most]] : [];
    }),
  ),
};

const offered = {
  models,
  tools,
  isThere: () => true,
  spending: { operator: undefined, costOf: () => undefined },
};

const view = (locale: string, page: View['page'], id = '2'): View => ({
  channel: ID,
  page,
  scope: {
    guild: '2',
    id,
    name: `<#${ID}>`,
    place: { guild: '2', channel: null, thread: null },
    by: '3',
    isOwners: true,
    locale,
  },
});

const shown = (settings: Settings): ShownSettings => ({
  ...resolve(plain, { server: settings }, models),
  chosen: settings,
});

/** What Discord would say against it. */
function problemWith({ components: list, flags }: Page): unknown {
  const read = components.safeParse(structuredClone(list));
  return read.success ? checkTogether(list, flags) : read.error.issues;
}

describe.each(LOCALES)('in %s', (locale) => {
  test.each(PAGES)('the page %s is within Discord’s limits', (page) => {
    for (const settings of [plain, longest])
      for (const id of ['2', ID])
        expect(problemWith(panelOf(view(locale, page, id), shown(settings), offered))).toBeUndefined();
  });

  test('budgets that are too small are within Discord’s limits', () => {
    const written = JSON.stringify(longest).replaceAll(AMOUNT, '$999,999.123456789');
    const settings = JSON.parse(written) as Settings;
    const spending = { ...offered.spending, costOf: () => 1e18 };
    const panel = panelOf(view(locale, 'cost'), shown(settings), { ...offered, spending });
    expect(JSON.stringify(panel.components)).toContain('⚠️');
    expect(problemWith(panel)).toBeUndefined();
  });

  test('history is within Discord’s limits', async () => {
    const common = { person: ID, time: 1_795_000_000_000, version: 1 };
    const changes = [
      { ...common, scope: '2', before: {}, after: longest },
      { ...common, scope: ID, before: longest, after: plain },
      { ...common, scope: 'examples', before: {}, after: { examples: [] } },
    ];
    const all = Array.from({ length: 30 }, (_, at) => ({ ...changes[at % 3]!, version: at }));
    const history = { of: async () => all };
    for (const at of [0, 6, 24])
      expect(
        problemWith(await historyOf(view(locale, 'overview'), at, { store: { history } })),
      ).toBeUndefined();
  });

  test('a draft with answers is within Discord’s limits', () => {
    const entry = {
      id: ID,
      role: 'user' as const,
      author: { id: ID, name: 'x'.repeat(32) },
      text: 'y'.repeat(4_000),
    };
    const questions = [1, 2, 3, 4, 5].map((at) => ({
      ...entry,
      id: `${at}`,
      attachments: [],
      tokens: 1,
      time: 1,
    }));
    const draft = { now: longest.prompt, prompt: 'z\n'.repeat(2_000), questions };
    const long = '```ts\nconst a = 1;\n```\nWords and words. '.repeat(300);
    for (const beside of [
      'nothing',
      'trying',
      { question: long, before: long, isAnew: true, after: long },
    ] as const)
      expect(problemWith(draftOf(view(locale, 'persona'), draft, beside))).toBeUndefined();
  });
});

test('channels and roles that are gone are not preset', () => {
  const open = (isThere: () => boolean) =>
    JSON.stringify(panelOf(view('en', 'access'), shown(longest), { ...offered, isThere }).components);
  const presets = (text: string) => [...text.matchAll(/"default_values"/g)].length;
  expect(presets(open(() => true)) - presets(open(() => false))).toBe(5);
});

test('tools that a select has no room for stay as they are', () => {
  const [first, second] = tools;
  const before = { tools: [first!, 'a tool that is away', tools.at(-1)!] };
  expect(valueOf(FIELDS.tools, [second!], before, offered)).toEqual([
    'a tool that is away',
    tools.at(-1),
    second,
  ]);
});

test('the model that is chosen is among those that can be, however many there are', () => {
  const chosen = { ...plain, model: models.at(-1)! };
  const text = JSON.stringify(panelOf(view('en', 'persona'), shown(chosen), offered).components);
  expect(text).toContain(`"value":"${chosen.model}","default":true`);
});

test('what only a server can choose has no control in a channel', () => {
  for (const page of PAGES) {
    const text = JSON.stringify(panelOf(view('en', page, ID), shown(longest), offered).components);
    for (const name of SERVER_ONLY) expect(text).not.toContain(`:set:${ID}:${ID}:${page}:${name}"`);
  }
});

test('everything at a glance says who may use Bobbin and what it may cost, also where nobody chose', () => {
  const glance = (settings: Settings, operator?: { unit: 'tokens'; most: number }) =>
    JSON.stringify(
      panelOf(view('en', 'overview'), shown(settings), {
        ...offered,
        spending: { ...offered.spending, operator },
      }).components,
    );
  expect(glance(plain)).toContain('Everybody may use me, everywhere.');
  expect(glance(plain)).toContain('There is no budget');
  expect(glance(plain, { unit: 'tokens', most: 9_000 })).toContain('allows this server 9,000 tokens a day');
  expect(glance({ ...plain, blockedPeople: ['1'] })).not.toContain('Everybody may use me, everywhere.');
  expect(glance({ ...plain, budgetPerMonth: '$5' })).not.toContain('There is no budget');
});

test.each(PRESETS)('the preset $id is a prompt', ({ prompt }) => {
  expect(settingsSchema.shape.prompt.parse(prompt)).toBe(prompt);
});

describe('a difference', () => {
  const of = (before: object, after: object, scope = '2', most = 500) =>
    difference('en', scope, { ...before }, { ...after }, most);

  test.each([
    ['nothing', {}, {}, ''],
    ['a choice', {}, { answerTo: 'never' }, '**When I answer**: not chosen → never'],
    ['a choice that is taken back', { answerTo: 'never' }, {}, '**When I answer**: never → not chosen'],
    ['a number', { contextTokens: 2_500 }, { contextTokens: 20_000 }, '**Context**: 2,500 → 20,000'],
    ['a list', { tools: ['time'] }, { tools: [] }, '**Tools**: the time anywhere → none'],
    ['what is not valid', { answerTo: 'sometimes' }, {}, ''],
    [
      'a prompt, by its lines',
      { prompt: 'a\nb\nc' },
      { prompt: 'a\nx\ny\nc' },
      '**Prompt**\n```diff\n- b\n+ x\n+ y\n```',
    ],
    ['a fence in a prompt', {}, { prompt: '```' }, '**Prompt**\n```diff\n+ `\u200b``\n```'],
  ])('of %s', (_, before, after, told) => {
    expect(of(before, after)).toBe(told);
  });

  test('begins with what must not be overlooked, and ends with the prompt', () => {
    const told = of({}, { prompt: 'x\n'.repeat(400), titles: 'off', managerRole: '7', budgetPerDay: '$5' });
    const at = ['**Role that may', '**Budget of the server', '**Titles', '**Prompt**'].map((one) =>
      told.indexOf(one),
    );
    expect(at.filter((one) => one >= 0)).toEqual(at.toSorted((a, b) => a - b).filter((one) => one >= 0));
    expect(at[0]).toBe(0);
  });

  test('is bounded, and says how much more there is', () => {
    const told = of({}, longest, '2', 300);
    expect(told.length).toBeLessThan(700);
    expect(told).toMatch(/and \d+ more$/);
  });

  test('of examples names those that came and went', () => {
    const example = (id: string) => ({ id, question: `Question ${id}?`, answer: 'a' });
    expect(of({ examples: [example('1')] }, { examples: [example('2')] }, 'examples')).toBe(
      'An example was added: “Question 2?”\nAn example was removed: “Question 1?”',
    );
  });
});
