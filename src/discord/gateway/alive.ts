import { type Client, Events, type Message, SnowflakeUtil, Status } from 'discord.js';
import { z } from 'zod';
import type { Log } from '../../log.ts';
import { createLiveness, LIMITS, type LivenessLimits } from './liveness.ts';
import type { Reconnect } from './shards.ts';

/** Milliseconds between two looks at the connections. */
const LOOK = 1_000;

/** Milliseconds. Discord asks for a heartbeat every 41 seconds; after two of them discord.js makes the connection anew. */
const HEARTBEAT_LATE = 90_000;

export interface Alive {
  /** Bobbin posted this message: the gateway has to tell of it. */
  posted: (message: Message) => void;
  /** What is wrong with the gateway, one sentence each. */
  wrong(): string[];
  /** When the last event came. */
  lastHeard(): number;
  stop(): void;
}

interface AliveParts {
  reconnect: Reconnect;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  limits?: LivenessLimits;
  look?: number;
}

/**
 * Notices connections to the gateway that are there, but bring nothing, and makes them anew. Of heartbeats that are
 * not acknowledged discord.js takes care itself.
 */
export function keepAlive(
  client: Client<true>,
  { reconnect, log, now, limits = LIMITS, look = LOOK }: AliveParts,
): Alive {
  const { shards } = client.ws;
  const since = String(SnowflakeUtil.generate({ timestamp: now() }));
  const connections = new Map(shards.map(({ id }) => [id, createLiveness(now(), since, limits)]));

  client.on(Events.Raw, (packet: unknown, shard: number) => {
    const { t, d } = dispatch.parse(packet);
    if (t === 'RESUMED' || t === 'READY') connections.get(shard)?.greeted(now());
    else connections.get(shard)?.heard(now(), t === 'MESSAGE_CREATE' ? d?.id : undefined);
  });
  client.on(Events.ShardReconnecting, (shard) => connections.get(shard)?.lost(now()));

  const timer = setInterval(() => {
    for (const [shard, connection] of connections) {
      const status = shards.get(shard)?.status;
      if (status !== Status.Ready && status !== Status.Resuming) continue; // discord.js is at it
      const how = connection.check(now());
      if (how === undefined) continue;
      log.warn({ shard, how }, 'the gateway is silent and is connected anew');
      reconnect(shard, how).catch((error: unknown) =>
        log.error({ err: error, shard }, 'the gateway could not be connected anew'),
      );
    }
  }, look);

  return {
    posted({ id, guild }) {
      connections.get(guild?.shardId ?? 0)?.posted(now(), id); // direct messages come to the first shard
    },

    wrong() {
      const sentences = shards.map(({ id, status, lastPingTimestamp }) => {
        const connection = connections.get(id);
        if (status !== Status.Ready) return 'the gateway to Discord is not connected';
        if (connection?.isDeaf() === true) return 'the gateway to Discord is connected, but brings no events';
        const sign = Math.max(lastPingTimestamp, connection?.lastHeard() ?? 0);
        return now() - sign > HEARTBEAT_LATE ? 'the gateway to Discord does not acknowledge heartbeats' : [];
      });
      return [...new Set(sentences.flat())];
    },

    lastHeard: () => Math.max(...[...connections.values()].map((connection) => connection.lastHeard())),

    stop: () => clearInterval(timer),
  };
}

const dispatch = z.object({ t: z.string(), d: z.object({ id: z.string() }).nullish().catch(null) });
