import { createMCPClient, type MCPClient, type MCPClientConfig, MCPClientError } from '@ai-sdk/mcp';
import { StdioMCPTransport } from '@ai-sdk/mcp/mcp-stdio';
import { tool } from 'ai';
import { z } from 'zod';
import type { McpServer } from '../../config.ts';
import { text } from '../../language/language.ts';
import type { Log } from '../../log.ts';
import { resultOf } from './mcp-result.ts';
import { ToolError, type Usable } from './tool.ts';

/** Milliseconds for a connection, and before the next try where there is none. */
const CONNECT_TIMEOUT = 5_000;
const REST = 60_000;

/** Tools of one server, and characters of what one says about itself. */
const MOST_TOOLS = 50;
const LONGEST_DESCRIPTION = 1_000;

/** https://platform.openai.com/docs/api-reference/chat/create#chat_create-tools */
const LONGEST_NAME = 64;

/** The tools of a server of the operator's. https://modelcontextprotocol.io */
export interface Mcp {
  /** By the names that the model uses; none while the server can't be reached. Connects where that is not done. */
  tools(): Promise<ReadonlyMap<string, Usable>>;
  close(): Promise<void>;
}

const NONE: ReadonlyMap<string, Usable> = new Map();

interface McpOptions {
  /** Milliseconds. */
  now?: () => number;
  patience?: number;
}

export function createMcp(
  server: McpServer,
  log: Log,
  { now = () => performance.now(), patience = CONNECT_TIMEOUT }: McpOptions = {},
): Mcp {
  const about = { server: server.name };
  let connection: Promise<ReadonlyMap<string, Usable>> | undefined;
  let current: MCPClient | undefined;
  /** Clients that are open, and how many calls wait for each. */
  const calls = new Map<MCPClient, number>();
  let restUntil = -Infinity;
  const closing = new AbortController();

  async function connect(): Promise<ReadonlyMap<string, Usable>> {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(patience)]);
    let client: MCPClient | undefined;
    try {
      client = await createMCPClient({
        transport: transportOf(server),
        clientName: 'bobbin',
        initializationOptions: { signal },
        onUncaughtError: () => {}, // whoever waits for an answer is told
      });
      const { tools } = await client.listTools({ options: { signal } });
      log.info({ ...about, tools: tools.length }, 'connected to an MCP server');
      current = client;
      calls.set(client, 0);
      return usable(client, tools);
    } catch (error) {
      restUntil = now() + REST;
      log.warn(
        { ...about, failure: whatOf(error), ms: REST },
        'an MCP server can’t be reached; the next try is later',
      );
      await client?.close().catch(() => {});
      connection = undefined;
      return NONE;
    }
  }

  function usable(client: MCPClient, tools: Definitions['tools']): Map<string, Usable> {
    const names = new Set(tools.map(({ name }) => name));
    const unknown = [server.tools, server.asks].flatMap((listed) =>
      Array.isArray(listed) ? listed.filter((name) => !names.has(name)) : [],
    );
    if (unknown.length > 0)
      log.warn({ ...about, unknown }, 'mcp.json names tools that the server does not have');
    const chosen = tools.filter(({ name }) => server.tools?.includes(name) ?? true).slice(0, MOST_TOOLS);
    const definitions = client.toolsFromDefinitions({ tools: chosen });
    return new Map(
      chosen.flatMap(({ name, description = '' }) => {
        const inputSchema = definitions[name]?.inputSchema;
        if (inputSchema === undefined) return [];
        const one: Usable = {
          definition: tool({
            description: description.slice(0, LONGEST_DESCRIPTION).toWellFormed(),
            inputSchema,
          }),
          doing: () => text('doing.using', { server: server.name, tool: name }),
          asks: server.asks === true || (Array.isArray(server.asks) && server.asks.includes(name)),
          run: (input, { signal }) => call(client, name, input, signal),
        };
        return [[nameFor(server.name, name), one] as const];
      }),
    );
  }

  async function call(client: MCPClient, name: string, input: unknown, signal: AbortSignal): Promise<string> {
    calls.set(client, (calls.get(client) ?? 0) + 1);
    try {
      const given = z.record(z.string(), z.unknown()).parse(input);
      return resultOf(await client.callTool({ name, arguments: given, options: { signal } }));
    } catch (error) {
      if (MCPClientError.isInstance(error) && error.code !== undefined)
        throw new ToolError('The tool refused this input.', { cause: error });
      // Where somebody stopped the turn, that says nothing about the connection.
      if (signal.aborted && !isLate(signal)) throw error;
      // Nobody knows whether it is still good: the next turn has a new one. Others may still wait for this one.
      if (client === current) connection = current = undefined;
      throw error;
    } finally {
      const others = (calls.get(client) ?? 1) - 1;
      calls.set(client, others);
      if (client !== current && others === 0) void close(client);
    }
  }

  async function close(client: MCPClient): Promise<void> {
    calls.delete(client);
    await client.close().catch(() => {});
  }

  return {
    async tools() {
      if (connection === undefined && now() < restUntil) return NONE;
      connection ??= connect();
      return connection;
    },

    async close() {
      closing.abort();
      await connection;
      await Promise.all([...calls.keys()].map(close));
    },
  };
}

function isLate({ reason }: AbortSignal): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError';
}

type Definitions = Awaited<ReturnType<MCPClient['listTools']>>;

/** A process gets nothing of our environment but HOME, PATH and their like. */
function transportOf(server: McpServer): MCPClientConfig['transport'] {
  if ('url' in server) return { type: 'http', url: server.url, headers: server.headers };
  const { command, args, env, cwd } = server;
  return new StdioMCPTransport({ command, args, env, stderr: 'ignore', ...(cwd && { cwd }) });
}

/** Two servers may have tools of one name. */
function nameFor(server: string, name: string): string {
  return `${server}_${name}`.replace(/[^\w-]/g, '_').slice(0, LONGEST_NAME);
}

/** For the log: what kind of error it was. Its message may say what a server answered. */
function whatOf(error: unknown): string {
  if (MCPClientError.isInstance(error)) return `${error.name} ${error.statusCode ?? ''}`.trim();
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error ? `${error.name} ${String(error.code)}` : error.name;
}
