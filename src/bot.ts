import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Events } from 'discord.js';
import { commands } from '../commands/index.ts';
import { createFetch } from './attachments/fetch.ts';
import { createFiles } from './attachments/read.ts';
import type { Config } from './config.ts';
import { createAnswer } from './conversation/answer.ts';
import { createInOrder } from './conversation/in-order.ts';
import { createLanes, type Lanes } from './conversation/lanes.ts';
import { createOutage } from './conversation/outage.ts';
import { createKnowledge } from './conversation/knowledge/knowledge.ts';
import { createPreview } from './conversation/preview.ts';
import { createPictures } from './conversation/pictures.ts';
import { createForgetting } from './conversation/privacy/forget.ts';
import { usageForgotten } from './conversation/privacy/wishes.ts';
import { startSweeps } from './conversation/privacy/sweep.ts';
import { createSpending, requirePrices } from './conversation/spending/spending.ts';
import { createTitles } from './conversation/title.ts';
import { loadTokens } from './conversation/tokens.ts';
import { createMayAnswer } from './discord/access.ts';
import { createCatchUp } from './discord/hear/catch-up.ts';
import { createCheck } from './discord/mirror/check.ts';
import { keepAlive } from './discord/gateway/alive.ts';
import { createClient, inviteLink, login, refusedWith } from './discord/client.ts';
import { hearMessages } from './discord/hear/hear.ts';
import type { Command } from './discord/command.ts';
import { createHealth } from './discord/gateway/health.ts';
import { sayHello } from './discord/hello.ts';
import { handleInteractions } from './discord/interactions.ts';
import { watchServers } from './discord/left-servers.ts';
import { mirrorChanges } from './discord/mirror/mirror.ts';
import { registerCommands } from './discord/register.ts';
import { createShown } from './discord/shown.ts';
import { createThreadNames } from './discord/rename.ts';
import { createRolesOf } from './discord/roles.ts';
import { createReplies } from './discord/reply/reply.ts';
import { type StartError, UserError } from './errors.ts';
import { serveHealth } from './health.ts';
import { text } from './language/language.ts';
import type { Log } from './log.ts';
import { withFallback } from './model/fallback.ts';
import { createModel } from './model/generate.ts';
import { metered } from './model/metered.ts';
import { allModels, chatModels } from './model/names.ts';
import { createPrices } from './model/prices.ts';
import { createEmbedder } from './model/embed.ts';
import { createPainter } from './model/image.ts';
import { createModerator } from './model/moderate.ts';
import { createProvider } from './model/provider.ts';
import { reachModels } from './model/reach.ts';
import { createTitleModel } from './model/title.ts';
import { createToolbox } from './model/tools/toolbox.ts';
import { createTranscriber } from './model/transcribe.ts';
import { withSight } from './model/with-sight.ts';
import { withOrWithoutTools } from './model/with-or-without-tools.ts';
import { withTools } from './model/with-tools.ts';
import { createExamples } from './settings/examples.ts';
import { createSettings } from './settings/settings.ts';
import { openStore } from './store/open.ts';
import { requireOwn } from './store/own.ts';
import type { Store } from './store/store.ts';

export interface Bot {
  /** Opens the store, logs in, listens. Throws a StartError where the operator has to change something first. */
  start(): Promise<void>;
  /** Takes no new turns, finishes the open ones, closes everything. */
  stop(): Promise<void>;
  /** Resolves when Discord has closed the connection for good, with what the operator can do. */
  ended: Promise<StartError>;
}

/** Milliseconds more, for turns that were stopped then to say so, and for titles that are on their way. */
const SHUTDOWN_GRACE = 2_000;

/** An error id: short enough to be read out, rare enough to be found. */
const newId = () => randomBytes(4).toString('hex');

/** Puts Bobbin together, by hand and in order. Nothing happens before `start`. */
export function createBot(config: Config, log: Log): Bot {
  const ended = Promise.withResolvers<StartError>();
  const closers: (() => Promise<unknown>)[] = [];

  async function start(): Promise<void> {
    // All that an operator may have to change comes before the login: of these there are 1,000 a day.
    const prices = createPrices(config.model);
    requirePrices(prices, chatModels(config.model), config.budgetPerDay);
    const store = await openStore({ ...config.store, log });
    closers.push(() => inTime(store.close()));
    const { names, fallback, image, transcription, embedding, moderation } = config.model;
    const tokensOf = await loadTokens(chatModels(config.model));
    const settings = createSettings(store, config.settings, names);

    let connection = () => ['Bobbin is starting'];
    if (config.http) {
      const server = await serveHealth(config.http, () => whatIsWrong(connection(), store));
      closers.push(async () => server.close());
    }

    const { client: unready, reconnect } = createClient(config.discord, log);
    // It waits for a shard that is connecting, however long that takes.
    closers.push(() => inTime(unready.destroy()));
    const client = await login(unready, config.discord.token);
    requireOwn(await store.claim(client.user.id), client.user.id, config.store);
    client.on(Events.ShardDisconnect, ({ code }) => ended.resolve(refusedWith(code)));
    const alive = keepAlive(client, { reconnect, log, now: Date.now });
    closers.push(async () => alive.stop());

    const replies = createReplies(client, log, alive.posted);
    const provider = createProvider(config.model);
    const spending = createSpending({
      store: store.usage,
      prices,
      models: names,
      operator: config.budgetPerDay,
      forgotten: (payer, person) => usageForgotten(store, payer, person),
      rolesOf: createRolesOf(client),
      log,
      now: Date.now,
    });
    closers.push(() => spending.drain(SHUTDOWN_GRACE));
    const painter = image === undefined ? undefined : createPainter(provider, image);
    const pictures = painter && createPictures({ painter, store, now: Date.now });
    const stopping = new AbortController();
    const transcriber = transcription === undefined ? undefined : createTranscriber(provider, transcription);
    const fetchFile = createFetch(config.discord.cdnUrl);
    const files = createFiles({ cdnUrl: config.discord.cdnUrl, transcriber, log });
    const examples = createExamples(store);
    const moderator = moderation === undefined ? undefined : createModerator(config.model, moderation);
    const embedder = embedding === undefined ? undefined : createEmbedder(provider, embedding);
    const knowledge = createKnowledge({ store: store.knowledge, embedder, log, now: Date.now });
    const models = withOrWithoutTools(
      withSight(metered(createModel(provider, { log }), tokensOf), log),
      log,
    );
    const toolbox = createToolbox({
      paints: painter !== undefined,
      api: config.model.api,
      servers: config.mcp,
      log,
      now: Date.now,
    });
    closers.push(() => inTime(toolbox.close()));
    const steps = fallback === undefined ? models : withFallback(models, fallback, log);
    const model = withTools(steps, { toolbox, tokensOf, log });
    const titles = createTitles({
      model: createTitleModel(provider),
      names: createThreadNames(client),
      spending,
      log,
      now: Date.now,
    });
    const answering = new Map<string, string>();
    const me = () => ({ id: client.user.id, name: client.user.displayName });
    const { directMessages } = config.discord;
    const { worthAnswering, shutdownPatience } = config;
    const inOrder = createInOrder();
    const common = { store, settings, tokensOf, spending, log, now: Date.now, newId };
    const threads = createCheck(client, { ...common, inOrder, directMessages, worthAnswering });
    const outage = createOutage({
      check: () => store.check(),
      back: () => {
        threads.recheck();
        void catchUp();
      },
      tell: (conversation) => void replies.notice(conversation, text('notice.memoryAway')),
    });
    const owner = `${process.pid}:${randomUUID()}`;
    const deleted = new Set<string>();
    const answer = createAnswer({
      ...common,
      outage,
      model,
      moderator,
      replies,
      threads,
      titles,
      pictures,
      shown: createShown(client, fetchFile),
      examples,
      files,
      knowledge,
      mayAnswer: createMayAnswer(client),
      me,
      owner,
      answering,
      deleted,
      aside: (conversation, wait) => lanes.aside(conversation, wait),
    });
    const lanes: Lanes = createLanes(answer);
    closers.push(async () => outage.close());

    const forgetting = createForgetting({ ...common, lanes, titles });
    const compareServers = watchServers(client, common);

    const hear = hearMessages(client, { ...common, outage, lanes, inOrder, threads, directMessages });
    const catchUp = createCatchUp(client, { ...common, lanes, hear, worthAnswering });
    mirrorChanges(client, { ...common, lanes, inOrder, replies, threads, answering, deleted });
    const health = createHealth(client, {
      alive,
      commands: () => offered,
      check: () => store.check(),
      reachModel: () => reachModels(config.model, allModels(config.model)),
    });
    const bobbin = {
      health,
      store,
      settings,
      tokensOf,
      lanes,
      owner,
      answering,
      models: names,
      files,
      examples,
      knowledge,
      spending,
      pictures,
      forgetting,
      directMessages,
      moderates: moderator !== undefined,
      stopping: stopping.signal,
      fetchFile,
      preview: createPreview({ ...common, model, examples, knowledge, me }),
      tools: toolbox.names,
    };
    const offered: readonly Command[] = commands.filter(({ isOffered }) => isOffered?.(bobbin) ?? true);
    const interactions = handleInteractions(client, { commands: offered, bobbin, log, newId });
    const sweeps = startSweeps({ ...common, forgetting, compareServers, owner });
    // At once: what is under way has one patience in all, and nothing begins beside it.
    closers.push(async () => {
      const late = setTimeout(() => stopping.abort(new UserError(text('error.stopping'))), shutdownPatience);
      const turns = lanes.drain(shutdownPatience).then(() => titles.drain(SHUTDOWN_GRACE));
      await inTime(Promise.all([turns, interactions.settled(), sweeps.stop()]), shutdownPatience);
      clearTimeout(late);
    });
    await registerCommands(client, offered, log);
    sayHello(client, common);
    // A session that could not be resumed: what was sent in between is lost.
    client.on(Events.ShardReady, () => void catchUp());
    void catchUp();

    connection = () => alive.wrong();
    log.info({ user: client.user.id, servers: client.guilds.cache.size }, 'ready');
    log.info({ url: inviteLink(client) }, 'invite Bobbin to a server with this link');
  }

  async function stop(): Promise<void> {
    for (const close of closers.toReversed()) await close();
  }

  return { start, stop, ended: ended.promise };
}

/** Whatever hangs then is left behind: Docker kills a container that takes 30 seconds. */
async function inTime(work: Promise<unknown>, patience = 0): Promise<void> {
  const late = new AbortController();
  const wait = sleep(patience + SHUTDOWN_GRACE, undefined, { signal: late.signal }).catch(() => {});
  await Promise.race([work, wait]);
  late.abort();
}

async function whatIsWrong(connection: readonly string[], store: Store): Promise<string[]> {
  const away = await store.check().then(
    () => [],
    () => ['the store can’t be written or read'],
  );
  return [...connection, ...away];
}
