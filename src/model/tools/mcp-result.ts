import { z } from 'zod';

/** https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-result */
const result = z.looseObject({
  isError: z.boolean().optional(),
  content: z
    .array(
      z.looseObject({
        type: z.string(),
        text: z.string().optional(),
        uri: z.string().optional(),
        resource: z.looseObject({ text: z.string().optional(), uri: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  structuredContent: z.unknown().optional(),
});

/** What a tool of an MCP server brought, as text. That a tool failed is a result, too: it says why. */
export function resultOf(brought: unknown): string {
  const { isError, content = [], structuredContent } = result.parse(brought);
  const texts = content.map(
    ({ type, text, uri, resource }) => text ?? resource?.text ?? nameOf(type, uri ?? resource?.uri),
  );
  const said = texts.length > 0 ? texts.join('\n\n') : (JSON.stringify(structuredContent) ?? '');
  return isError ? `The tool failed and says: ${said}` : said;
}

function nameOf(type: string, uri: string | undefined): string {
  return uri === undefined ? `(${type}, which you can’t see)` : `(${type}: ${uri})`;
}
