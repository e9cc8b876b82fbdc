import { expect, test } from 'vitest';
import { environmentSchema, readConfig } from '../../src/config.ts';
import { playgroundEnvironment } from '../../playground/environment.ts';
import { findModel } from '../../playground/model/models.ts';

const practice = 'http://127.0.0.1:1/v1';
const discord = { DISCORD_TOKEN: 'x'.repeat(30), DISCORD_API_URL: 'http://127.0.0.1:2/api' };

/** As of a Bobbin that is on Discord. */
const real = {
  ...discord,
  REDIS_URL: 'redis://localhost:6379',
  DATA_DIR: '/var/lib/bobbin',
  HTTP_PORT: '9090',
  HTTP_HOST: '0.0.0.0',
  LOG_LEVEL: 'trace',
  DIRECT_MESSAGES: 'off',
  CATCH_UP_MINUTES: '1',
  SHUTDOWN_SECONDS: '0',
  MODEL: 'gpt-5.4',
  MODELS: 'gpt-5.4-nano',
  MODEL_FALLBACK: 'gpt-5.4-nano',
  BUDGET_PER_DAY: '$5',
  SYSTEM_PROMPT: 'Be kind.',
};

test.each([
  ['without a key', {}],
  ['with a real model', { OPENAI_API_KEY: 'sk-1' }],
])('%s nothing is taken of where a real Bobbin runs', (_, model) => {
  const names = Object.keys(playgroundEnvironment({ ...real, ...model }, practice));
  expect(names.filter((name) => /^(DISCORD|REDIS|DATA|HTTP|LOG|DIRECT|CATCH|SHUTDOWN)_/.test(name))).toEqual(
    [],
  );
  expect(names.filter((name) => !(name in environmentSchema.shape))).toEqual([]);
});

test('without a key the practice model answers, with no budget that it has no prices for', () => {
  const config = readConfig({ ...playgroundEnvironment(real, practice), ...discord });
  expect(config.model).toMatchObject({ baseUrl: practice, names: ['practice', 'practice-large'] });
  expect(config.model.names.map((name) => findModel(name))).not.toContain(undefined);
  expect([config.model.fallback, config.budgetPerDay]).toEqual([undefined, undefined]);
  expect(config.settings.prompt).toBe('Be kind.');
});

test('a real model answers as it does on Discord', () => {
  const { model } = readConfig({
    ...playgroundEnvironment({ ...real, OPENAI_API_KEY: 'sk-1' }, practice),
    ...discord,
  });
  expect(model).toMatchObject({
    apiKey: 'sk-1',
    baseUrl: undefined,
    names: ['gpt-5.4', 'gpt-5.4-nano'],
    fallback: 'gpt-5.4-nano',
  });
});
