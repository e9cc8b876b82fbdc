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
import { botOf, createClient, inviteLink, login, refusedWith } from './discord/client.ts';
import { hearMessages } from './discord/hear/hear.ts';
import type { Bobbin, Command } from './discord/command.ts';
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
import { createModels } from './model/models.ts';
import { chatModels } from './model/names.ts';
import { createPrices } from './model/prices.ts';
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
  const { directMessages, cdnUrl } = config.discord;
  const { worthAnswering, shutdownPatience } = config;
  const { names } = config.model;
  const now = Date.now;
  const ended = Promise.withResolvers<StartError>();
  const closers: (() => Promise<void>)[] = [];
  /** What was opened last is closed first. */
  const atStop = (close: () => unknown, patience?: number) => closers.push(() => inTime(close(), patience));
  /** What is wrong with the connection to Discord, one sentence each. */
  let connection = () => ['Bobbin is starting'];

  /** What the operator may have to change comes before the login, wherever it can be known: of these there are 1,000 a day. */
  async function open() {
    const prices = createPrices(config.model);
    requirePrices(prices, chatModels(config.model), config.budgetPerDay);
    const store = await openStore({ ...config.store, log });
    atStop(() => store.close());
    if (config.http) {
      const server = await serveHealth(config.http, () => whatIsWrong(connection(), store));
      atStop(() => server.close());
    }
    const tokensOf = await loadTokens(chatModels(config.model));
    const { client: unready, reconnect } = createClient(config.discord, log);
    atStop(() => unready.destroy());
    const bot = await botOf(unready, config.discord.token);
    requireOwn(await store.claim(bot), bot, config.store);
    const client = await login(unready, config.discord.token);
    client.on(Events.ShardDisconnect, ({ code }) => ended.resolve(refusedWith(code)));
    const alive = keepAlive(client, { reconnect, log, now });
    atStop(() => alive.stop());
    return { prices, store, tokensOf, client, alive };
  }

  async function start(): Promise<void> {
    const { prices, store, tokensOf, client, alive } = await open();
    const me = () => ({ id: client.user.id, name: client.user.displayName });

    const settings = createSettings(store, config.settings, names);
    const spending = createSpending({
      store: store.usage,
      prices,
      models: names,
      operator: config.budgetPerDay,
      forgotten: (payer, person) => usageForgotten(store, payer, person),
      rolesOf: createRolesOf(client),
      log,
      now,
    });
    atStop(() => spending.drain(SHUTDOWN_GRACE));
    const { model, titleModel, painter, transcriber, embedder, moderator, toolbox, reach } = createModels(
      config,
      { tokensOf, log, now },
    );
    atStop(() => toolbox.close());

    const fetchFile = createFetch(cdnUrl);
    const common = {
      store,
      settings,
      tokensOf,
      spending,
      fetchFile,
      files: createFiles({ cdnUrl, transcriber, log }),
      pictures: painter && createPictures({ painter, store, now }),
      examples: createExamples(store),
      knowledge: createKnowledge({ store: store.knowledge, embedder, log, now }),
      owner: `${process.pid}:${randomUUID()}`,
      answering: new Map<string, string>(),
      deleted: new Set<string>(),
      log,
      now,
      newId,
    };

    const inOrder = createInOrder();
    const threads = createCheck(client, { ...common, inOrder, directMessages, worthAnswering });
    const replies = createReplies(client, log, alive.posted);
    const titles = createTitles({ model: titleModel, names: createThreadNames(client), spending, log, now });
    const outage = createOutage({
      check: () => store.check(),
      back: () => {
        threads.recheck();
        void catchUp();
      },
      tell: (conversation) => void replies.notice(conversation, text('notice.memoryAway')),
    });
    atStop(() => outage.close());
    const answer = createAnswer({
      ...common,
      me,
      model,
      moderator,
      replies,
      threads,
      titles,
      outage,
      shown: createShown(client, fetchFile),
      mayAnswer: createMayAnswer(client),
      aside: (conversation, wait) => lanes.aside(conversation, wait),
    });
    const lanes: Lanes = createLanes(answer);
    const forgetting = createForgetting({ ...common, lanes, titles });

    const hear = hearMessages(client, { ...common, outage, lanes, inOrder, threads, directMessages });
    const catchUp = createCatchUp(client, { ...common, lanes, hear, worthAnswering });
    mirrorChanges(client, { ...common, lanes, inOrder, replies, threads });

    const stopping = new AbortController();
    const bobbin: Bobbin = {
      ...common,
      lanes,
      forgetting,
      health: createHealth(client, {
        alive,
        commands: () => offered,
        check: () => store.check(),
        reachModel: reach,
      }),
      models: names,
      tools: toolbox.names,
      directMessages,
      moderates: moderator !== undefined,
      preview: createPreview({ ...common, model, moderator, me }),
      stopping: stopping.signal,
    };
    const offered: readonly Command[] = commands.filter(({ isOffered }) => isOffered?.(bobbin) ?? true);
    const interactions = handleInteractions(client, { commands: offered, bobbin, log, newId });

    const compareServers = watchServers(client, common);
    const sweeps = startSweeps({ ...common, forgetting, compareServers });

    // At once: what is under way has one patience in all, and nothing begins beside it.
    atStop(async () => {
      const late = setTimeout(() => stopping.abort(new UserError(text('error.stopping'))), shutdownPatience);
      const turns = lanes.drain(shutdownPatience).then(() => titles.drain(SHUTDOWN_GRACE));
      await Promise.all([turns, interactions.settled(), sweeps.stop()]);
      clearTimeout(late);
    }, shutdownPatience);

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
async function inTime(work: unknown, patience = 0): Promise<void> {
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
