import { z } from 'zod';
import { type Problem, StartError } from './errors.ts';
import { LOG_LEVELS } from './log.ts';
import { type McpServer, readMcpFile } from './config/mcp-file.ts';
import { type Price, readModelsFile } from './config/models-file.ts';
import { type Budget, readAmount } from './settings/amount.ts';
import {
  BUILT_IN_TOOLS,
  CONTEXT_TOKENS,
  DEFAULT_TOOLS,
  DEFAULTS,
  OUTPUT_TOKENS,
  PROMPT_CHARACTERS,
  type Settings,
} from './settings/schema.ts';

export type { McpServer };

export interface Config {
  discord: {
    token: string;
    /** REST base up to `/api`; Discord's own where undefined. */
    apiUrl: string | undefined;
    /** A further origin from which attachments may be fetched. */
    cdnUrl: string | undefined;
    directMessages: boolean;
  };
  model: {
    apiKey: string | undefined;
    /** OpenAI's own where undefined. */
    baseUrl: string | undefined;
    api: 'responses' | 'chat';
    /** What a server may choose from; the default is among them. */
    names: string[];
    /** Answers where the model of a server can't be reached. */
    fallback: string | undefined;
    /** Paints; undefined: there are no pictures. */
    image: string | undefined;
    /** Writes down what is said in recordings; undefined: they are not listened to. */
    transcription: string | undefined;
    /** Finds knowledge by what it means; undefined: it is found by its words alone. */
    embedding: string | undefined;
    /** Says whether texts are harmful; undefined: nothing is checked. */
    moderation: string | undefined;
    /** What the operator says that models cost, before any table. */
    prices: Record<string, Price>;
  };
  /** MCP servers, whose tools the model may use. */
  mcp: McpServer[];
  /** What holds where a server chose nothing. */
  settings: Settings;
  /** What a server, or a person in direct messages, may cost in a day. */
  budgetPerDay: Budget | undefined;
  store: { redisUrl: string | undefined; dataDir: string };
  /** Undefined: no /livez and /readyz. */
  http: { host: string; port: number } | undefined;
  /** Milliseconds that open turns get to finish when Bobbin stops. */
  shutdownPatience: number;
  /** Milliseconds after which a message that Bobbin missed is remembered, but no longer answered. */
  worthAnswering: number;
  logLevel: (typeof LOG_LEVELS)[number];
}

const DEFAULT_PROMPT =
  'You are Bobbin, a friendly and knowledgeable assistant. Answer in the language you are spoken to in. ' +
  'Be brief and concrete; say so when you do not know something; ask when a question is unclear.';

const url = (protocols: string[]) =>
  z.url({ protocol: new RegExp(`^(${protocols.join('|')})$`) }).transform((text) => text.replace(/\/+$/, ''));

const names = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean),
  );

/** Empty variables count as unset: what is there has something in it. */
const word = (how: string) => z.string().optional().describe(how);

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/**
 * Every variable: what it must look like, and `describe`d how to get a right value.
 * .env.example lists the same names; a test holds it to this.
 */
export const environmentSchema = z.object({
  DISCORD_TOKEN: z
    .string()
    .regex(/^\S{20,}$/)
    .describe(
      'Copy it from your application’s “Bot” page at https://discord.com/developers/applications (Reset Token).',
    ),
  DISCORD_API_URL: url(['https?'])
    .optional()
    .describe('A URL such as http://localhost:3000/api, or nothing for Discord itself.'),
  DISCORD_CDN_URL: url(['https?'])
    .optional()
    .describe('A URL such as http://localhost:3000/cdn, or nothing.'),
  DIRECT_MESSAGES: z.enum(['on', 'off']).default('on').describe('Write on or off.'),
  OPENAI_API_KEY: z
    .string()
    .regex(/^\S+$/)
    .optional()
    .describe(
      'Create one at https://platform.openai.com/api-keys, or set OPENAI_BASE_URL to a server that needs none.',
    ),
  OPENAI_BASE_URL: url(['https?'])
    .optional()
    .describe('A URL such as http://localhost:11434/v1, or nothing for OpenAI itself.'),
  OPENAI_API: z
    .enum(['responses', 'chat'])
    .optional()
    .describe('Write responses (OpenAI) or chat (other servers), or nothing.'),
  MODEL: z.string().default('gpt-5.4-mini').describe('The name of a model that your key can use.'),
  MODELS: names().default([]).describe('Names of models with commas between them, or nothing.'),
  MODEL_FALLBACK: word('The name of another model than MODEL, or nothing.'),
  IMAGE_MODEL: word('The name of a model that paints, such as gpt-image-1.5, or nothing.'),
  TRANSCRIPTION_MODEL: word(
    'The name of a model that transcribes, such as gpt-4o-mini-transcribe, or nothing.',
  ),
  BUDGET_PER_DAY: z
    .string()
    .refine((written) => readAmount(written) !== undefined)
    .optional()
    .describe('Money such as $5, tokens such as 200k tokens, or nothing.'),
  MODELS_CONFIG: word('The path of a file such as ./models.json, or nothing.'),
  MCP_CONFIG: word('The path of a file such as ./mcp.json, or nothing.'),
  TOOLS: names()
    .optional()
    .describe(
      `Some of ${BUILT_IN_TOOLS.join(', ')} and the servers in mcp.json, with commas between them, or none, or nothing.`,
    ),
  EMBEDDING_MODEL: word('The name of a model that embeds texts, such as text-embedding-3-small, or nothing.'),
  MODERATION_MODEL: word(
    'The name of a model that checks texts, such as omni-moderation-latest, or nothing.',
  ),
  SYSTEM_PROMPT: z
    .string()
    .max(PROMPT_CHARACTERS)
    .default(DEFAULT_PROMPT)
    .describe(`A text of at most ${PROMPT_CHARACTERS} characters.`),
  CONTEXT_TOKENS: wholeNumber(CONTEXT_TOKENS.least, CONTEXT_TOKENS.most)
    .default(16_000)
    .describe(`A whole number from ${CONTEXT_TOKENS.least} to ${CONTEXT_TOKENS.most}.`),
  MAX_OUTPUT_TOKENS: wholeNumber(OUTPUT_TOKENS.least, OUTPUT_TOKENS.most)
    .default(2_000)
    .describe(`A whole number from ${OUTPUT_TOKENS.least} to ${OUTPUT_TOKENS.most}.`),
  REDIS_URL: url(['rediss?'])
    .optional()
    .describe('A URL such as redis://localhost:6379, or nothing for SQLite.'),
  DATA_DIR: z.string().default('./data').describe('A folder that Bobbin may write to.'),
  SHUTDOWN_SECONDS: wholeNumber(0, 3_600)
    .default(25)
    .describe('A whole number of seconds from 0 to 3600, less than what Docker waits.'),
  CATCH_UP_MINUTES: wholeNumber(1, 1_440).default(15).describe('A whole number of minutes from 1 to 1440.'),
  HTTP_PORT: wholeNumber(1, 65_535).optional().describe('A free port from 1 to 65535, or nothing.'),
  HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('An address of this machine, such as 127.0.0.1 or 0.0.0.0.'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS)
    .default('info')
    .describe(`One of ${LOG_LEVELS.join(', ')}.`),
});

type Environment = z.infer<typeof environmentSchema>;
type Name = keyof Environment;

/** What TOOLS says where there shall be none. */
const NO_TOOLS = 'none';

/** Variables whose value never appears in a message, right or wrong. REDIS_URL may hold a password. */
const SECRETS = new Set<string>(['DISCORD_TOKEN', 'OPENAI_API_KEY', 'REDIS_URL'] satisfies Name[]);

/**
 * The environment as a Config. An empty variable counts as unset.
 * Throws a StartError that lists every problem: the variable, what is wrong, how to get a right value.
 */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value?.trim()));
  const read = environmentSchema.safeParse(given);
  const bad = new Set(read.error?.issues.map((issue) => String(issue.path[0])));
  if (!given['OPENAI_API_KEY'] && !given['OPENAI_BASE_URL']) bad.add('OPENAI_API_KEY');
  const model = environmentSchema.shape.MODEL.parse(given['MODEL']);
  if (given['MODEL_FALLBACK'] === model) bad.add('MODEL_FALLBACK');
  const { servers, problems: wrongServers } = readMcpFile(given['MCP_CONFIG']);
  const { prices, problems: wrongPrices } = readModelsFile(given['MODELS_CONFIG']);
  const problems = [...wrongServers, ...wrongPrices];
  const known = new Set<string>([...BUILT_IN_TOOLS, ...servers.map(({ name }) => name)]);
  const tools = read.data?.TOOLS?.join() === NO_TOOLS ? [] : read.data?.TOOLS;
  if (wrongServers.length === 0 && tools?.some((name) => !known.has(name))) bad.add('TOOLS');
  if (!read.success || bad.size > 0 || problems.length > 0)
    throw new StartError([...[...bad].map((name) => explain(name, given[name])), ...problems], {
      heading: 'Bobbin can’t start with this environment (see .env.example):',
    });
  return toConfig(read.data, { servers, tools, prices });
}

function explain(name: string, value: string | undefined): Problem {
  const shown = SECRETS.has(name) ? '' : `: ${JSON.stringify(value)}`;
  return {
    what: value === undefined ? `${name} is missing.` : `${name} is not valid${shown}.`,
    todo: environmentSchema.shape[environmentSchema.keyof().parse(name)].description ?? '',
  };
}

interface FromFiles {
  servers: McpServer[];
  tools: string[] | undefined;
  prices: Record<string, Price>;
}

function toConfig(env: Environment, { servers: mcp, tools, prices }: FromFiles): Config {
  return {
    discord: {
      token: env.DISCORD_TOKEN,
      apiUrl: env.DISCORD_API_URL,
      cdnUrl: env.DISCORD_CDN_URL,
      directMessages: env.DIRECT_MESSAGES === 'on',
    },
    model: {
      apiKey: env.OPENAI_API_KEY,
      baseUrl: env.OPENAI_BASE_URL,
      api: env.OPENAI_API ?? (env.OPENAI_BASE_URL ? 'chat' : 'responses'),
      names: [...new Set([env.MODEL, ...env.MODELS])],
      fallback: env.MODEL_FALLBACK,
      image: env.IMAGE_MODEL,
      transcription: env.TRANSCRIPTION_MODEL,
      embedding: env.EMBEDDING_MODEL,
      moderation: env.MODERATION_MODEL,
      prices,
    },
    mcp,
    settings: {
      prompt: env.SYSTEM_PROMPT,
      model: env.MODEL,
      contextTokens: env.CONTEXT_TOKENS,
      maxOutputTokens: env.MAX_OUTPUT_TOKENS,
      tools: tools ?? [...DEFAULT_TOOLS, ...mcp.map(({ name }) => name)],
      ...DEFAULTS,
    },
    budgetPerDay: env.BUDGET_PER_DAY === undefined ? undefined : readAmount(env.BUDGET_PER_DAY),
    store: { redisUrl: env.REDIS_URL, dataDir: env.DATA_DIR },
    http: env.HTTP_PORT === undefined ? undefined : { host: env.HTTP_HOST, port: env.HTTP_PORT },
    shutdownPatience: env.SHUTDOWN_SECONDS * 1_000,
    worthAnswering: env.CATCH_UP_MINUTES * 60_000,
    logLevel: env.LOG_LEVEL,
  };
}
