import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readMcpFile } from '../../src/config/mcp-file.ts';
import { DEFAULT_TOOLS } from '../../src/settings/schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'bobbin-mcp-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: unknown): string {
  const path = join(folder, 'servers.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}
const servers = (mcpServers: unknown) => file({ mcpServers });
const token = 'x'.repeat(30);

test('reads processes and addresses, with what is left out', () => {
  const path = servers({
    notes: {
      command: 'node',
      args: ['notes.js'],
      env: { KEY: 'k' },
      asks: ['write'],
      tools: ['read', 'write'],
    },
    weather: { url: 'https://weather.example/mcp', headers: { Authorization: 'k' }, asks: true },
    plain: { command: 'plain' },
  });
  expect(readMcpFile(path)).toEqual({
    servers: [
      {
        name: 'notes',
        command: 'node',
        args: ['notes.js'],
        env: { KEY: 'k' },
        asks: ['write'],
        tools: ['read', 'write'],
      },
      { name: 'weather', url: 'https://weather.example/mcp', headers: { Authorization: 'k' }, asks: true },
      { name: 'plain', command: 'plain', args: [], env: {}, asks: false },
    ],
    problems: [],
  });
});

test('there need not be a file, unless its path is given', () => {
  expect(readMcpFile(undefined)).toEqual({ servers: [], problems: [] });
  expect(readMcpFile(join(folder, 'none.json')).problems).toEqual([
    {
      what: `${join(folder, 'none.json')} is missing.`,
      todo: 'Set MCP_CONFIG to the path of your file, or to nothing.',
    },
  ]);
});

test.each<[unknown, RegExp[]]>([
  ['{', [/is no JSON/]],
  [[], [/servers\.json is not valid\. Write \{"mcpServers"/]],
  [{ servers: {} }, [/is not valid\. Write/]],
  [{ mcpServers: { a: 1 } }, [/servers\.json: a is not valid/]],
  [{ mcpServers: { a: {} } }, [/servers\.json: a\.command is not valid/]],
  [{ mcpServers: { a: { url: 'ftp://x' } } }, [/servers\.json: a\.url is not valid/]],
  [{ mcpServers: { a: { command: 'x', asks: 'all' } } }, [/servers\.json: a\.asks is not valid/]],
  [{ mcpServers: { a: { command: 'x', ask: true } } }, [/Unrecognized key: "ask"/]],
  [{ mcpServers: { 'My Server': { command: 'x' } } }, [/the name My Server can’t be used/]],
  [{ mcpServers: { time: { command: 'x' } } }, [/the name time can’t be used/]],
  [{ mcpServers: { a: {}, b: { url: 'nowhere' } } }, [/a\.command/, /b\.url/]],
])('tells all that is wrong with %j', (content, expected) => {
  const { problems } = readMcpFile(file(content));
  expect(problems).toHaveLength(expected.length);
  for (const [at, { what, todo }] of problems.entries()) expect(`${what} ${todo}`).toMatch(expected[at]!);
});

test('a folder is no file', () => {
  expect(readMcpFile(folder).problems[0]?.what).toMatch(/can’t be read/);
});

test('what is wrong is told with all that is wrong with the environment, and without a secret', () => {
  const MCP_CONFIG = servers({ a: { command: '', env: { KEY: 'secret' }, headers: { X: 'secret' } } });
  let said = '';
  try {
    readConfig({ OPENAI_API_KEY: 'k', MCP_CONFIG });
  } catch (error) {
    said = String(error);
  }
  expect(said).toMatch(/DISCORD_TOKEN is missing/);
  expect(said).toMatch(/\n {2}.*servers\.json: a\.command is not valid/);
  expect(said).toMatch(/Unrecognized key: "headers"/);
  expect(said).not.toContain('secret');
});

test('the tools of all servers are on, unless TOOLS says otherwise', () => {
  const MCP_CONFIG = servers({ notes: { command: 'x' } });
  const toolsWith = (TOOLS?: string) =>
    readConfig({ DISCORD_TOKEN: token, OPENAI_API_KEY: 'k', MCP_CONFIG, TOOLS }).settings.tools;
  expect(toolsWith()).toEqual([...DEFAULT_TOOLS, 'notes']);
  expect(toolsWith('time, notes')).toEqual(['time', 'notes']);
  expect(toolsWith('web_search')).toEqual(['web_search']);
  expect(toolsWith('none')).toEqual([]);
  expect(() => toolsWith('time, other')).toThrow(
    /TOOLS is not valid: "time, other"\. Some of time, calculator/,
  );
});
