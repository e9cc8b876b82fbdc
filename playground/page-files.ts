import { readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as discordTypes from 'discord-api-types/v10';
import type { Env, Hono } from 'hono';

const PAGE = fileURLToPath(new URL('./page', import.meta.url));

// The libraries of the page as the browser asks for them; index.html has the import map to these addresses.
const LIBRARIES: Record<string, URL> = {
  'preact.js': new URL(import.meta.resolve('preact')),
  'preact-hooks.js': new URL(import.meta.resolve('preact/hooks')),
  'htm.js': new URL(import.meta.resolve('htm')),
  'htm-preact.js': new URL(import.meta.resolve('htm/preact')),
};

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

// Only text of ours is shown, pictures may come from wherever a message points to.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  'img-src * data: blob:',
  'media-src *',
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Mounts the routes which serve the page at `/`: its files, with the types stripped, and the libraries it needs. */
export function mountPage<E extends Env>(app: Hono<E>): void {
  app.get('/', async (c) => c.body(await page('index.html'), 200, headers('.html')));
  app.get('/favicon.ico', (c) => c.redirect('/page/icon.svg'));
  app.get('/npm/discord-api-types.js', (c) => c.body(enumsModule(), 200, headers('.js')));
  app.get('/npm/:file', async (c) => {
    const library = LIBRARIES[c.req.param('file')];
    if (!library) return c.notFound();
    return c.body(await readFile(library, 'utf8'), 200, headers('.js'));
  });
  app.get('/page/*', async (c) => {
    const path = normalize(decodeURIComponent(c.req.path.slice('/page/'.length)));
    const type = extname(path);
    if (path.startsWith('..') || !TYPES[type]) return c.notFound();
    try {
      return c.body(await page(path), 200, headers(type));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return c.notFound();
      throw error;
    }
  });
}

async function page(path: string): Promise<string> {
  const text = await readFile(join(PAGE, path), 'utf8');
  return extname(path) === '.ts' ? withoutTypes(text) : text;
}

function headers(type: string): Record<string, string> {
  return {
    'content-type': TYPES[type] ?? 'application/octet-stream',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(type === '.html' && { 'content-security-policy': POLICY }),
  };
}

let silenced = false;

/** Node warns once that stripping is experimental; running .ts files relies on the very same, so that is no news. */
function withoutTypes(text: string): string {
  if (silenced) return stripTypeScriptTypes(text);
  silenced = true;
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** discord-api-types is CommonJS, which no browser loads; its enums are plain data and all that the page needs. */
function enumsModule(): string {
  return Object.entries(discordTypes)
    .filter(([, value]) => isEnum(value))
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`)
    .join('\n');
}

function isEnum(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((member) => typeof member === 'number' || typeof member === 'string')
  );
}
