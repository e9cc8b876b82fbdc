import { PRACTICE, PRACTICE_LARGE } from './model/models.ts';

type Environment = Record<string, string | undefined>;

/** What says which model answers, and what that costs. */
const MODEL = [
  'OPENAI_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_API',
  'MODEL',
  'MODELS',
  'MODEL_FALLBACK',
  'IMAGE_MODEL',
  'TRANSCRIPTION_MODEL',
  'EMBEDDING_MODEL',
  'MODERATION_MODEL',
  'MODELS_CONFIG',
  'BUDGET_PER_DAY',
];

/** What says how it answers, whichever it is. */
const ANSWERS = ['SYSTEM_PROMPT', 'CONTEXT_TOKENS', 'MAX_OUTPUT_TOKENS', 'TOOLS', 'MCP_CONFIG'];

/**
 * What of an environment counts in the playground: where it names a real model (`OPENAI_API_KEY`, `OPENAI_BASE_URL`), that
 * one; else the practice model. Everything else, such as REDIS_URL and HTTP_PORT, is of the Bobbin that is on Discord:
 * on its store the playground would forget all servers, since they are not the playground's.
 */
export function playgroundEnvironment(environment: Environment, practiceUrl: string): Environment {
  const answers = pick(environment, ANSWERS);
  if (environment['OPENAI_API_KEY'] || environment['OPENAI_BASE_URL'])
    return { ...answers, ...pick(environment, MODEL) };
  return {
    ...answers,
    OPENAI_BASE_URL: practiceUrl,
    OPENAI_API: 'chat',
    MODEL: PRACTICE,
    MODELS: PRACTICE_LARGE,
    IMAGE_MODEL: PRACTICE,
    TRANSCRIPTION_MODEL: PRACTICE,
    EMBEDDING_MODEL: PRACTICE,
    MODERATION_MODEL: PRACTICE,
  };
}

function pick(environment: Environment, names: string[]): Environment {
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}
