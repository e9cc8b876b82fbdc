import { z } from 'zod';
import type { Problem } from '../errors.ts';
import { readJsonFile } from './json-file.ts';
import { BUILT_IN_TOOLS } from '../settings/schema.ts';

/** Where the file is looked for when MCP_CONFIG does not say; there need not be one. */
const USUAL_PATH = './mcp.json';

const EXAMPLE = 'Write {"mcpServers": {"name": {"command": "…"}}}.';

const common = {
  tools: z.array(z.string()).optional(),
  asks: z.union([z.boolean(), z.array(z.string())]).default(false),
};

const process = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().optional(),
  ...common,
});

const http = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  headers: z.record(z.string(), z.string()).default({}),
  ...common,
});

/** Short, for it stands before the name of each of its tools, and none that means something else. */
const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/)
  .refine((text) => ![...BUILT_IN_TOOLS, 'none'].includes(text));

const file = z.strictObject({ mcpServers: z.record(z.string(), z.unknown()) });

/** An MCP server of the operator's. */
export type McpServer = (z.infer<typeof process> | z.infer<typeof http>) & { name: string };

/**
 * The servers that the operator lists, and all problems with that, each with its fix. Values are never repeated: a
 * header or an environment may hold a secret.
 */
export function readMcpFile(path: string | undefined): { servers: McpServer[]; problems: Problem[] } {
  const { json, problems } = readJsonFile(path, USUAL_PATH, 'MCP_CONFIG');
  if (json === undefined) return { servers: [], problems };
  const at = path ?? USUAL_PATH;
  const list = file.safeParse(json).data?.mcpServers;
  if (list === undefined) return { servers: [], problems: [{ what: `${at} is not valid.`, todo: EXAMPLE }] };
  const read = Object.entries(list).map(([key, value]) => readServer(at, key, value));
  return {
    servers: read.flatMap(({ server }) => server ?? []),
    problems: read.flatMap((one) => one.problems),
  };
}

function readServer(at: string, key: string, value: unknown): { server?: McpServer; problems: Problem[] } {
  const kind = z.looseObject({ url: z.unknown() }).safeParse(value).data?.url === undefined ? process : http;
  const read = kind.safeParse(value);
  const problems = (read.error?.issues ?? []).map(({ path, message }) => ({
    what: `${at}: ${[key, ...path].join('.')} is not valid: ${message}.`,
    todo: 'See the example in docs/tools.md.',
  }));
  if (!name.safeParse(key).success)
    problems.push({
      what: `${at}: the name ${key} can’t be used.`,
      todo: 'Take at most 20 of a-z, 0-9 and -, a letter first.',
    });
  return { ...(read.success && { server: { ...read.data, name: key } }), problems };
}
