import { accessSync, constants, statSync } from 'node:fs';
import { type Config, environmentSchema, readConfig } from '../config.ts';
import { requirePrices } from '../conversation/spending/spending.ts';
import { type Probe, probeDiscord } from '../discord/probe.ts';
import { StartError, StoreUnavailable } from '../errors.ts';
import { createLog } from '../log.ts';
import { allModels, chatModels } from '../model/names.ts';
import { createPrices } from '../model/prices.ts';
import { reachModels } from '../model/reach.ts';
import { openStore } from '../store/open.ts';
import { requireOwn } from '../store/own.ts';
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
  yield* prices(config);
  const probe = await probeDiscord(config.discord, Date.now);
  yield* judgeDiscord(probe);
  yield* await store(config.store, probe);
  yield judgeModels(
    await reachModels(config.model, allModels(config.model)),
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
    return { problems: toResults(error) };
  }
}

function toResults({ problems }: StartError): Result[] {
  return problems.map(({ what, todo }) => wrong(what, todo));
}

function prices({ model, budgetPerDay }: Config): Result[] {
  try {
    requirePrices(createPrices(model), chatModels(model), budgetPerDay);
    return [];
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return toResults(error);
  }
}

async function store({ redisUrl, dataDir }: Config['store'], probe: Probe): Promise<Result[]> {
  try {
    const opened = await openStore({ redisUrl, dataDir, log: createLog('silent') });
    try {
      await opened.check();
      if (probe.state === 'ok') requireOwn(await opened.bot(), probe.id, { redisUrl, dataDir });
    } finally {
      await opened.close();
    }
    if (redisUrl === undefined) return [ok(`SQLite, in ${dataDir}`)];
    return judgeRedis(await readRedisFacts(redisUrl));
  } catch (error) {
    if (error instanceof StartError) return toResults(error);
    const cause = error instanceof StoreUnavailable ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    return [
      wrong(
        `What Bobbin remembers can’t be written or read: ${reason}`,
        'Look whether there is room on its disk, and whether Bobbin may write there.',
      ),
    ];
  }
}
