import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readModelsFile } from '../../src/config/models-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'bobbin-models-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'costs.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('reads prices, with what is left out', () => {
  const prices = { 'my/model': { input: 0.75, output: 4.5 }, painter: { picture: 0.04 } };
  expect(readModelsFile(file({ prices }))).toEqual({ prices, problems: [] });
});

test('there need not be a file, unless its path is given', () => {
  expect(readModelsFile(undefined)).toEqual({ prices: {}, problems: [] });
  const path = join(folder, 'none.json');
  expect(readModelsFile(path).problems).toEqual([
    { what: `${path} is missing.`, todo: 'Set MODELS_CONFIG to the path of your file, or to nothing.' },
  ]);
});

test.each<[unknown, RegExp]>([
  ['{', /is no JSON/],
  [[], /the whole is not valid/],
  [{ prices: { a: {} } }, /prices\.a is not valid: it has no price/],
  [{ prices: { a: { input: -1 } } }, /prices\.a\.input is not valid/],
  [{ prices: { a: { input: 1, outputs: 1 } } }, /prices\.a is not valid: Unrecognized key/],
])('says what is wrong with %o', (content, problem) => {
  const { prices, problems } = readModelsFile(file(content));
  expect(prices).toEqual({});
  expect(problems.map(({ what }) => what)).toEqual([expect.stringMatching(problem)]);
});

test('a start fails with what is wrong there, beside everything else', () => {
  const read = () => readConfig({ OPENAI_API_KEY: 'k', MODELS_CONFIG: file({ prices: { a: {} } }) });
  expect(read).toThrow(/DISCORD_TOKEN is missing[\s\S]*costs\.json: prices\.a is not valid/);
});
