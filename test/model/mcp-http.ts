import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf } from '../../playground/model/http.ts';
import { answerTo } from './mcp-server.ts';

/** The tiny MCP server over HTTP. */
export interface McpOverHttp {
  url: string;
  /** What it does before it uses a tool. */
  before: () => Promise<void>;
  close: () => void;
}

export async function startMcp(): Promise<McpOverHttp> {
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    if (incoming.method !== 'POST') return response.writeHead(405).end();
    const message = await text(incoming);
    if (message.includes('tools/call')) await mcp.before();
    const answer = answerTo(message);
    if (answer === undefined) return response.writeHead(202).end();
    return response.writeHead(200, { 'content-type': 'application/json' }).end(answer);
  };
  const server = createServer((incoming, response) => void serve(incoming, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const mcp: McpOverHttp = {
    url: `http://127.0.0.1:${portOf(server)}/mcp`,
    before: () => Promise.resolve(),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return mcp;
}
