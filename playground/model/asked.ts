import { z } from 'zod';
import { BadRequest } from './bad-request.ts';
import { type FileSeen, fileIn } from './files.ts';

/** What a model was asked, in whichever API. */
export interface Asked {
  model: string;
  /** In the order in which they were sent: instructions first. */
  said: Said[];
  stream: boolean;
  /** Chat Completions only: whether a stream shall tell its usage. The Responses API always does. */
  includeUsage: boolean;
  /** Tokens; undefined when the request does not say. */
  maxOutputTokens: number | undefined;
  /** Tools as they were sent. */
  tools: unknown[];
  /** The JSON schema that the answer has to follow; undefined: it is plain text. */
  schema: Record<string, unknown> | undefined;
}

/** One message of a request. A call of a tool and its result are messages too. */
export interface Said {
  role: Role;
  text: string;
  /** Images and files that came with it. */
  files: FileSeen[];
}

type Role = z.infer<typeof role>;

const role = z.enum(['system', 'developer', 'user', 'assistant', 'tool']);

const part = z.looseObject({ type: z.string(), text: z.string().optional() });
const content = z.union([z.string(), z.array(part)]).nullish();
const call = z.looseObject({ function: z.looseObject({ name: z.string(), arguments: z.string() }) });
const jsonSchema = z.looseObject({ name: z.string().regex(/^[\w-]{1,64}$/), schema: z.looseObject({}) });
const plainFormat = z.looseObject({ type: z.enum(['text', 'json_object']) });
const common = {
  model: z.string().min(1),
  stream: z.boolean().nullish(),
  tools: z.array(z.looseObject({ type: z.string() })).nullish(),
};

const chatRequest = z.looseObject({
  ...common,
  messages: z.array(z.looseObject({ role, content, tool_calls: z.array(call).nullish() })).min(1),
  stream_options: z.looseObject({ include_usage: z.boolean().optional() }).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  response_format: z
    .discriminatedUnion('type', [
      plainFormat,
      z.looseObject({ type: z.literal('json_schema'), json_schema: jsonSchema }),
    ])
    .nullish(),
});

const inputItem = z.looseObject({
  type: z.string().optional(),
  id: z.string().nullish(),
  role: role.exclude(['tool']).optional(),
  content,
  name: z.string().optional(),
  arguments: z.string().optional(),
  output: content,
});

const responsesRequest = z.looseObject({
  ...common,
  input: z.union([z.string(), z.array(inputItem)]),
  instructions: z.string().nullish(),
  max_output_tokens: z.int().min(16).nullish(), // https://platform.openai.com/docs/api-reference/responses/create
  text: z
    .looseObject({
      format: z
        .discriminatedUnion('type', [plainFormat, jsonSchema.extend({ type: z.literal('json_schema') })])
        .optional(),
    })
    .nullish(),
});

/** Reads the body of POST /v1/chat/completions. */
export function readChat(body: unknown): Asked {
  const request = parse(chatRequest, body);
  const format = request.response_format;
  return {
    model: request.model,
    said: request.messages.map((message) => {
      const calls = (message.tool_calls ?? []).map(
        (one) => `${one.function.name}(${one.function.arguments})`,
      );
      return said(message.role, message.content, calls);
    }),
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? false,
    maxOutputTokens: request.max_completion_tokens ?? request.max_tokens ?? undefined,
    tools: request.tools ?? [],
    schema: format?.type === 'json_schema' ? format.json_schema.schema : undefined,
  };
}

/** Reads the body of POST /v1/responses. */
export function readResponses(body: unknown): Asked {
  const request = parse(responsesRequest, body);
  const format = request.text?.format;
  const input =
    typeof request.input === 'string' ? [{ role: 'user' as const, content: request.input }] : request.input;
  return {
    model: request.model,
    said: [...(request.instructions ? [said('system', request.instructions)] : []), ...input.map(saidInItem)],
    stream: request.stream ?? false,
    includeUsage: true,
    maxOutputTokens: request.max_output_tokens ?? undefined,
    tools: request.tools ?? [],
    schema: format?.type === 'json_schema' ? format.schema : undefined,
  };
}

function saidInItem(item: z.infer<typeof inputItem>): Said {
  if (item.type === 'item_reference') {
    const why = 'Items are not persisted when `store` is set to false, and this endpoint keeps none.';
    throw new BadRequest(`Item with id '${item.id ?? ''}' not found. ${why}`, 'input', { status: 404 });
  }
  if (item.role) return said(item.role, item.content);
  if (item.type === 'function_call')
    return said('assistant', '', [`${item.name ?? ''}(${item.arguments ?? ''})`]);
  if (item.type === 'function_call_output') return said('tool', item.output);
  return said('assistant', '');
}

function said(
  role: Role,
  content: z.infer<typeof part>[] | string | null | undefined,
  calls: string[] = [],
): Said {
  const parts = typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
  const texts = parts.map(({ text }) => text).filter((text) => text !== undefined);
  const files = parts.map(fileIn).filter((file) => file !== undefined);
  return { role, text: [...texts, ...calls].join('\n'), files };
}

/** What a request says; throws a BadRequest for one that can't be understood. */
export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { data, error } = schema.safeParse(body);
  if (data !== undefined) return data;
  const issue = error?.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new BadRequest(`Invalid value for '${path}': ${issue?.message ?? 'not understood'}.`, path || null);
}
