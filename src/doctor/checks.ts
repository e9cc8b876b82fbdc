import { accessSync, constants, statSync } from 'node:fs';
import { type Config, environmentSchema, readConfig } from '../config.ts';
import { probeDiscord } from '../discord/probe.ts';
import { StartError } from '../errors.ts';
import { createLog } from '../log.ts';
import { reachModels } from '../model/reach.ts';
import { openStore } from '../store/open.ts';
import { readRedisFacts } from '../store/redis/facts.ts';
import { judgeDiscord, judgeFile, judgeModels, judgeNode, judgeRedis } from './judge.ts';
import { ok, type Result, wrong } from './result.ts';

/** Where the environment is written down. */
const FILE = '.env';

/** Looks at all that Bobbin needs to run, in the order in which it needs it. */
export async function* examine(variables: Record<string, string | undefined>): AsyncGenerator<Result> {
  yield judgeNode(process.versions.node);
  yield judgeFile(modeOf(FILE), isReadable(FILE));
  const { config, problems } = configOf(variables);
  yield* problems;
  if (config === undefined) return;
  yield* judgeDiscord(await probeDiscord(config.discord, Date.now));
  yield* await store(config.store);
  yield judgeModels(
    await reachModels(config.model, modelsOf(config)),
    environmentSchema.shape.OPENAI_API_KEY.description ?? '',
  );
}

function modeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mode;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function configOf(variables: Record<string, string | undefined>): { config?: Config; problems: Result[] } {
  try {
    return { config: readConfig(variables), problems: [ok('All variables')] };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    const [, ...lines] = error.message.split('\n');
    return { problems: lines.map((line) => problem(line.trim(), VARIABLE)) };
  }
}

// How the sentences of StartErrors are made: what is wrong, then what to do.
const VARIABLE = /^(\S+ is (?:missing|not valid(?:: "(?:[^"\\]|\\.)*")?)\.) (.*)$/;
const STORE = /^(.*): (.*)$/;

function problem(sentence: string, parts: RegExp): Result {
  const [, what = sentence, todo = ''] = parts.exec(sentence) ?? [];
  return wrong(what, todo.charAt(0).toUpperCase() + todo.slice(1));
}

function modelsOf({ model }: Config): string[] {
  const { names, fallback, image, transcription, embedding } = model;
  return [...names, fallback, image, transcription, embedding].filter((name) => name !== undefined);
}

async function store({ redisUrl, dataDir }: Config['store']): Promise<Result[]> {
  try {
    const opened = await openStore({ redisUrl, dataDir, log: createLog('silent') });
    try {
      await opened.check();
    } finally {
      await opened.close();
    }
    if (redisUrl === undefined) return [ok(`SQLite, in ${dataDir}`)];
    return judgeRedis(await readRedisFacts(redisUrl));
  } catch (error) {
    return [problem(error instanceof Error ? error.message : String(error), STORE)];
  }
}
