import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

// The rule of the house: imports point one way. Every area may import itself, and what is listed.
const MAY_IMPORT: Record<string, string[]> = {
  'src/main': ['src/bot', 'src/config', 'src/log', 'src/errors'],
  'src/bot': ['*'],
  commands: [
    'src/chart',
    'src/language',
    'src/discord',
    'src/conversation',
    'src/settings',
    'src/errors',
    'src/store/port',
  ],
  'src/discord': [
    'src/language',
    'src/conversation',
    'src/settings',
    'src/store/port',
    'src/config',
    'src/log',
    'src/errors',
  ],
  'src/model': [
    'src/language',
    'src/conversation',
    'src/settings',
    'src/config',
    'src/log',
    'src/errors',
    'src/public-address',
  ],
  'src/chart': [],
  'src/usage': [
    'src/language',
    'src/conversation',
    'src/settings',
    'src/config',
    'src/store',
    'src/store/port',
    'src/log',
    'src/errors',
  ],
  'src/attachments': [
    'src/language',
    'src/conversation',
    'src/settings',
    'src/log',
    'src/errors',
    'src/public-address',
  ],
  'src/store': ['src/language', 'src/conversation', 'src/log', 'src/errors', 'src/store/port'],
  'src/conversation': ['src/language', 'src/settings', 'src/store/port', 'src/log', 'src/errors'],
  'src/settings': ['src/language', 'src/store/port', 'src/errors'],
  // The port is an interface over plain data: whoever needs a store may know it, nobody else an adapter.
  'src/store/port': ['src/conversation/entry'],
  'src/conversation/entry': ['src/language'],
  'src/health': ['src/config', 'src/errors'],
  'src/config': ['src/language', 'src/settings', 'src/log', 'src/errors'],
  'src/doctor': [
    'src/config',
    'src/conversation',
    'src/discord',
    'src/errors',
    'src/log',
    'src/model',
    'src/store',
  ],
  'src/public-address': [],
  'src/log': [],
  'src/errors': ['src/language'],
  'src/language': [],
};

// Who may know a library.
const LIBRARIES: Record<string, RegExp> = {
  'discord.js': /^src\/discord\/|^commands\/|^src\/bot\.ts$/,
  ai: /^src\/model\//,
  '@ai-sdk/openai': /^src\/model\//,
  '@ai-sdk/openai-compatible': /^src\/model\//,
  '@ai-sdk/mcp': /^src\/model\//,
  '@pydantic/genai-prices': /^src\/model\//,
  ioredis: /^src\/store\/redis(\/[a-z]+)?\.ts$/,
  'node:sqlite': /^src\/store\/sqlite(\/[a-z]+)?\.ts$/,
  sharp: /^src\/(attachments|chart)\//,
  unpdf: /^src\/attachments\//,
};

const files = globSync('{src,commands}/**/*.ts');

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((found) => found[1]!);
}

function areaOf(file: string): string {
  if (/^src\/store\/(store|knowledge|usage|history|people)\.ts$/.test(file)) return 'src/store/port';
  if (file === 'src/conversation/entry.ts') return 'src/conversation/entry';
  if (file.startsWith('commands/')) return 'commands';
  return file.split('/').slice(0, 2).join('/').replace(/\.ts$/, '');
}

function allowed(from: string, to: string): boolean {
  if (from === to || areaOf(to) === areaOf(from)) return true;
  if (to.startsWith(`${areaOf(from)}/`)) return true;
  const may = MAY_IMPORT[areaOf(from)] ?? [];
  return may.some(
    (area) =>
      area === '*' || areaOf(to) === area || (to.startsWith(`${area}/`) && areaOf(to) !== 'src/store/port'),
  );
}

test('imports point one way', () => {
  expect(files.length).toBeGreaterThan(30);
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith('.'))
      .map((target) => relative('.', join(dirname(file), target)))
      .filter((target) => !allowed(file, target))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('each library is known in one place only', () => {
  const wrong = files.flatMap((file) =>
    importsOf(file)
      .filter((target) => LIBRARIES[target] && !LIBRARIES[target].test(file))
      .map((target) => `${file} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test('the bot never imports the playground, the tests or the benchmarks', () => {
  const wrong = files.filter((file) =>
    importsOf(file).some((target) => /(playground|test|bench|scripts)\//.test(target)),
  );
  expect(wrong).toEqual([]);
});
