import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BUILT_IN_TOOLS } from './settings/schema.ts';

/** Where the file is looked for when MCP_CONFIG does not say; there need not be one. */
const USUAL_PATH = './mcp.json';

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
export function readMcpFile(path: string | undefined): { servers: McpServer[]; problems: string[] } {
  try {
    const { mcpServers } = file.parse(JSON.parse(readFileSync(path ?? USUAL_PATH, 'utf8')));
    const read = Object.entries(mcpServers).map(([key, value]) => readServer(key, value));
    return {
      servers: read.flatMap(({ server }) => server ?? []),
      problems: read.flatMap(({ problems }) => problems),
    };
  } catch (error) {
    if (path === undefined && isMissing(error)) return { servers: [], problems: [] };
    return { servers: [], problems: [`${path ?? USUAL_PATH} ${whatIsWrong(error)}`] };
  }
}

function readServer(key: string, value: unknown): { server?: McpServer; problems: string[] } {
  const kind = z.looseObject({ url: z.unknown() }).safeParse(value).data?.url === undefined ? process : http;
  const read = kind.safeParse(value);
  const problems = (read.error?.issues ?? []).map(
    ({ path, message }) => `mcp.json: ${[key, ...path].join('.')} is not valid: ${message}.`,
  );
  if (!name.safeParse(key).success)
    problems.push(
      `mcp.json: the name ${key} can’t be used. Take at most 20 of a-z, 0-9 and -, a letter first.`,
    );
  return { ...(read.success && { server: { ...read.data, name: key } }), problems };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function whatIsWrong(error: unknown): string {
  if (isMissing(error)) return 'is missing. Set MCP_CONFIG to the path of your file, or to nothing.';
  if (error instanceof SyntaxError) return 'is no JSON. See the example in the README.';
  if (error instanceof z.ZodError) return 'is not valid. Write {"mcpServers": {"name": {"command": "…"}}}.';
  return 'can’t be read. Let the user that runs Bobbin read it.';
}
