import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { environmentSchema, readConfig } from '../../src/config.ts';

const example = parseEnv(readFileSync('.env.example', 'utf8'));
const names = environmentSchema.keyof().options;
const token = 'x'.repeat(30);

describe('.env.example', () => {
  test('has every variable of the schema, and no other', () => {
    expect(Object.keys(example).toSorted()).toEqual(names.toSorted());
  });

  test('shows the defaults that hold when a variable is unset', () => {
    const shown = readConfig({ ...example, DISCORD_TOKEN: token, OPENAI_API_KEY: 'key' });
    expect(shown).toEqual(readConfig({ DISCORD_TOKEN: token, OPENAI_API_KEY: 'key' }));
  });
});

test('the tests run on the Node that the project brings, or a newer one', () => {
  expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
});

describe('readConfig', () => {
  test('lists every problem at once, each with its fix', () => {
    const read = () =>
      readConfig({ MODEL: 'm', CONTEXT_TOKENS: 'many', REDIS_URL: 'http://x', HTTP_PORT: '99999' });
    expect(read).toThrow(/DISCORD_TOKEN is missing\. Copy it from/);
    expect(read).toThrow(/OPENAI_API_KEY is missing\. Create one/);
    expect(read).toThrow(/CONTEXT_TOKENS is not valid: "many"\. A whole number from 2000 to 200000/);
    expect(read).toThrow(/REDIS_URL is not valid\. A URL such as redis:/);
    expect(read).toThrow(/HTTP_PORT is not valid: "99999"/);
  });

  test.each([
    ['other', 'other'],
    [undefined, 'gpt-5.4-mini'],
  ])('does not take the model %s as its own fallback', (MODEL, MODEL_FALLBACK) => {
    const read = () => readConfig({ OPENAI_API_KEY: 'k', MODEL, MODEL_FALLBACK });
    expect(read).toThrow(/DISCORD_TOKEN is missing/);
    expect(read).toThrow(
      /MODEL_FALLBACK is not valid: ".+"\. The name of another model than MODEL, or nothing\./,
    );
  });

  test.each(['DISCORD_TOKEN', 'OPENAI_API_KEY', 'REDIS_URL'])('never repeats the value of %s', (name) => {
    let message = '';
    try {
      readConfig({ DISCORD_TOKEN: token, [name]: 'my secret' });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain(`${name} is not valid`);
    expect(message).not.toContain('secret');
  });

  test('counts an empty variable as unset', () => {
    expect(
      readConfig({ DISCORD_TOKEN: token, OPENAI_API_KEY: 'k', REDIS_URL: ' ' }).store.redisUrl,
    ).toBeUndefined();
  });

  test('needs no key where another server than OpenAI answers, and speaks Chat Completions there', () => {
    const { model } = readConfig({ DISCORD_TOKEN: token, OPENAI_BASE_URL: 'http://localhost:11434/v1/' });
    expect(model).toMatchObject({ apiKey: undefined, baseUrl: 'http://localhost:11434/v1', api: 'chat' });
  });

  test('speaks the Responses API at OpenAI', () => {
    expect(readConfig({ DISCORD_TOKEN: token, OPENAI_API_KEY: 'k' }).model.api).toBe('responses');
  });

  test('offers the default model once, first', () => {
    const { model } = readConfig({
      DISCORD_TOKEN: token,
      OPENAI_API_KEY: 'k',
      MODEL: 'b',
      MODELS: 'a, b ,,c',
    });
    expect(model.names).toEqual(['b', 'a', 'c']);
  });
});
