import { createInterface } from 'node:readline';
import { z } from 'zod';

// A tiny MCP server, for tests: `node mcp-server.ts [hang | legacy]` speaks over stdin and stdout.
// https://modelcontextprotocol.io/specification/2025-11-25

const messageSchema = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string(),
  params: z
    .object({ name: z.string().optional(), arguments: z.record(z.string(), z.unknown()).optional() })
    .default({}),
});

const string = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] };

const TOOLS = [
  { name: 'echo', description: 'Says the same.', inputSchema: string },
  { name: 'write', description: 'Writes it down.', inputSchema: string },
  { name: 'fail', description: 'Fails.', inputSchema: { type: 'object' } },
  { name: 'hang', description: 'Never answers.', inputSchema: { type: 'object' } },
  { name: 'crash', description: 'Ends the server.', inputSchema: { type: 'object' } },
  { name: 'show', description: 'Brings all kinds of things.', inputSchema: { type: 'object' } },
  { name: 'numbers', description: 'Brings data.', inputSchema: { type: 'object' } },
  { name: 'environment', description: 'Names what it was given.', inputSchema: { type: 'object' } },
];

/** What the server was told to write. */
export const written: unknown[] = [];

/** The answer to a message; undefined: there is none. */
export function answerTo(text: string): string | undefined {
  const { id, method, params } = messageSchema.parse(JSON.parse(text));
  const answer = id === undefined ? undefined : answerOf(id, method, params);
  return answer && JSON.stringify(answer);
}

function answerOf(
  id: number | string,
  method: string,
  params: z.infer<typeof messageSchema>['params'],
): object | undefined {
  const answer = { jsonrpc: '2.0', id };
  if (method === 'initialize') {
    const serverInfo = { name: 'tiny', version: '1' };
    return { ...answer, result: { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo } };
  }
  if (method === 'tools/list') return { ...answer, result: { tools: TOOLS } };
  if (method !== 'tools/call')
    return { ...answer, error: { code: -32601, message: 'Method not found: secret' } };
  return params.name === 'hang' ? undefined : { ...answer, ...use(params.name, params.arguments) };
}

function use(name: string | undefined, given: Record<string, unknown> = {}): object {
  const text = (words: string) => ({ result: { content: [{ type: 'text', text: words }] } });
  switch (name ?? '') {
    case 'echo':
      return typeof given['text'] === 'string'
        ? text(`You said: ${given['text']}`)
        : { error: { code: -32602, message: 'secret' } };
    case 'write':
      written.push(given['text']);
      return text('Written.');
    case 'fail':
      return { result: { isError: true, content: [{ type: 'text', text: 'The disk is full.' }] } };
    case 'crash':
      process.exit(1);
    case 'show':
      return {
        result: {
          content: [
            { type: 'text', text: 'One.' },
            { type: 'image', data: 'aGk=', mimeType: 'image/png' },
            { type: 'resource', resource: { uri: 'file:///a.txt', text: 'Two.' } },
            { type: 'resource_link', uri: 'file:///b.txt', name: 'b' },
          ],
        },
      };
    case 'numbers':
      return { result: { content: [], structuredContent: { sum: 42 } } };
    case 'environment':
      return text(Object.keys(process.env).toSorted().join(' '));
    default:
      return { error: { code: -32602, message: 'Unknown tool' } };
  }
}

if (import.meta.main) {
  const [, , mode] = process.argv;
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = mode === 'hang' ? undefined : answerTo(line);
    if (answer !== undefined) process.stdout.write(`${answer}\n`);
  }
}
