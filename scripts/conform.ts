import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkDiscord } from './conform/discord.ts';
import { checkOpenAI } from './conform/openai.ts';
import { report, type Finding } from './conform/report.ts';

// Holds the playground's look-alikes, and what the bot sends them, to the descriptions of what they look like.

interface Half {
  whose: string;
  /** Names the file of the description, which can be had from there. */
  variable: string;
  source: string;
  check: (specFile: string, folder: string) => Iterable<Finding>;
}

const HALVES: Half[] = [
  {
    whose: 'Discord',
    variable: 'DISCORD_OPENAPI',
    source: 'https://raw.githubusercontent.com/discord/discord-api-spec/main/specs/openapi.json',
    check: checkDiscord,
  },
  {
    whose: 'OpenAI',
    variable: 'OPENAI_OPENAPI',
    source: 'https://github.com/openai/openai-openapi',
    check: checkOpenAI,
  },
];

function main(): boolean {
  const described = HALVES.filter(({ variable }) => process.env[variable]);
  if (described.length === 0) {
    for (const { whose, variable, source } of HALVES)
      console.error(`Set ${variable} to a copy of ${whose}’s OpenAPI file as JSON (${source}).`);
    return false;
  }
  const folder = process.env['CONFORM_JOURNAL'] ?? recordTests();
  return described
    .map(({ whose, variable, check }) => report(whose, check(process.env[variable] ?? '', folder)))
    .every(Boolean);
}

function recordTests(): string {
  const folder = mkdtempSync(join(tmpdir(), 'conform-'));
  const { status } = spawnSync('npx', ['vitest', 'run', 'test/e2e', 'test/playground', 'test/model'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PLAYGROUND_JOURNAL: folder },
  });
  if (status !== 0) console.error('Some of the tests failed; what they sent is checked all the same.');
  return folder;
}

process.exitCode = main() ? 0 : 1;
