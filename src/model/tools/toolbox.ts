import type { McpServer } from '../../config.ts';
import type { ModelRequest } from '../../conversation/ports.ts';
import type { Log } from '../../log.ts';
import type { BuiltIn } from '../../settings/schema.ts';
import { calculator } from './calculator.ts';
import { earlier } from './earlier.ts';
import { createMcp } from './mcp.ts';
import { paint } from './paint.ts';
import { createReadPage } from './read-page.ts';
import { createTime } from './time.ts';
import type { Usable } from './tool.ts';
import { webSearch } from './web-search.ts';

/** All tools that there are: ours, and those of the operator's servers. */
export interface Toolbox {
  /** The names by which tools are switched on and off. */
  names: readonly string[];
  /** The tools that a request may have, by the name that the model uses. Always in the same order: the prefix stays. */
  of(request: Pick<ModelRequest, 'tools' | 'earlier' | 'paint'>): Promise<Map<string, Usable>>;
  close(): Promise<void>;
}

interface ToolboxParts {
  /** Whether there is a model that paints. */
  paints: boolean;
  api: 'responses' | 'chat';
  servers: readonly McpServer[];
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
}

export function createToolbox({ paints, api, servers, log, now }: ToolboxParts): Toolbox {
  const builtIn = new Map<BuiltIn, Usable>([
    ['time', createTime(now)],
    ['calculator', calculator],
    ['earlier', earlier],
    ['read_page', createReadPage()],
  ]);
  if (api === 'responses') builtIn.set('web_search', webSearch);
  if (paints) builtIn.set('generate_image', paint);
  const mcp = servers.map((server) => ({ name: server.name, ...createMcp(server, log) }));

  return {
    names: [...builtIn.keys(), ...servers.map(({ name }) => name)],

    async of({ tools = [], earlier: read, paint: brush }) {
      const on = new Set(tools);
      if (read === undefined) on.delete('earlier');
      if (brush === undefined) on.delete('generate_image');
      const ours = [...builtIn].filter(([name]) => on.has(name));
      const theirs = await Promise.all(
        mcp.filter(({ name }) => on.has(name)).map((server) => server.tools()),
      );
      return new Map<string, Usable>([...ours, ...theirs.flatMap((some) => [...some])]);
    },

    async close() {
      await Promise.all(mcp.map((server) => server.close()));
    },
  };
}
