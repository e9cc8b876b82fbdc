import { once } from 'node:events';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { z } from 'zod';

/** Milliseconds. */
const CONNECT_TIMEOUT = 5_000;
const COMMAND_TIMEOUT = 2_000;

/** A connection to one Redis. ioredis itself reconnects for ever, with pauses that grow to 5 seconds. */
export function toOne(url: string): Redis {
  return new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT,
    commandTimeout: COMMAND_TIMEOUT,
    // A command fails at once where there is no connection, and with the connection that it went out on: sent once
    // more, an append that Redis had carried out would come back as known already.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    // After a failover the old primary may keep the connection.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
}

/**
 * Connections to all nodes of the cluster that this one belongs to; undefined: to none. A node that is lost is looked for
 * when it is needed; where all are, ioredis begins anew with those that there were.
 */
export async function toClusterOf(redis: Redis): Promise<Cluster | undefined> {
  const nodes = await nodesOf(redis);
  if (nodes.length === 0) return undefined;
  const { host, port, username, password, tls, family }: RedisOptions = redis.options;
  return new Cluster([{ host, port }, ...nodes], {
    lazyConnect: true,
    // As above: a command fails with its connection. What a node refused is sent once more.
    retryDelayOnFailover: 0,
    // Names stay names: certificates are made out to them.
    dnsLookup: (name, callback) => callback(null, name),
    redisOptions: {
      username,
      password,
      tls,
      family,
      // What waits for a connection must not go out when whoever sent it has given up.
      connectTimeout: COMMAND_TIMEOUT,
      commandTimeout: COMMAND_TIMEOUT,
    },
  });
}

/** Resolves when every node that has to be there is. */
export async function ready(cluster: Cluster): Promise<void> {
  const isReady = once(cluster, 'ready', { signal: AbortSignal.timeout(CONNECT_TIMEOUT) });
  // Settles never where the cluster itself is not ready, and then the other one rejects.
  cluster.connect().catch(() => {});
  await isReady;
  await everyNodeAnswers(cluster);
}

/** Rejects where a node that has to be there does not answer. It is looked up anew which those are. */
export async function everyNodeAnswers(cluster: Cluster): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    cluster.refreshSlotsCache((error) => (error ? reject(error) : resolve()));
  });
  await Promise.all(cluster.nodes('master').map((node) => node.ping()));
}

const slots = z.array(
  z.tuple([z.number(), z.number()], z.tuple([z.string().nullable(), z.number()], z.unknown())),
);

/** The nodes of a cluster, as far as they tell their address. */
async function nodesOf(redis: Redis): Promise<{ host: string; port: number }[]> {
  try {
    const found = slots.parse(await redis.cluster('SLOTS'));
    const nodes = found.flatMap(([, , ...served]) => served);
    return nodes.flatMap(([host, port]) => (host ? [{ host, port }] : []));
  } catch (error) {
    // It belongs to none, or this may not be asked.
    if (error instanceof Error && error.name === 'ReplyError') return [];
    throw error;
  }
}
