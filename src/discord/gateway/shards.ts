import { CloseCodes, SimpleShardingStrategy, type WebSocketOptions } from 'discord.js';
import type { Reconnection } from './liveness.ts';

type BuildStrategy = NonNullable<WebSocketOptions['buildStrategy']>;

/** Makes the connection of a shard anew. Resolves when that is done, which may take as long as Discord is away. */
export type Reconnect = (shard: number, how: Reconnection) => Promise<void>;

/** All shards in this process, as discord.js has them by itself; it just can't be asked to connect one of them anew. */
export function createShards(): { buildStrategy: BuildStrategy; reconnect: Reconnect } {
  const shards = new Map<number, SimpleShardingStrategy>();
  let manager: Parameters<BuildStrategy>[0];

  async function spawn(id: number): Promise<SimpleShardingStrategy> {
    const shard = new SimpleShardingStrategy(manager);
    await shard.spawn([id]);
    return shard;
  }

  return {
    buildStrategy(of) {
      manager = of;
      return {
        async spawn(ids) {
          for (const id of ids) shards.set(id, await spawn(id));
        },
        async connect() {
          await Promise.all([...shards.values()].map((shard) => shard.connect()));
        },
        async destroy(options) {
          const all = [...shards.values()];
          shards.clear(); // first, since nobody may destroy a shard twice at a time: it would never be done
          await Promise.all(all.map((shard) => shard.destroy(options)));
        },
        async fetchStatus() {
          const none = await new SimpleShardingStrategy(manager).fetchStatus();
          return none.concat(
            ...(await Promise.all([...shards.values()].map((shard) => shard.fetchStatus()))),
          );
        },
        send: (id, payload) => shards.get(id)?.send(id, payload),
      };
    },

    async reconnect(id, how) {
      const fresh = await spawn(id); // the one step that may fail: it may have to ask Discord for the address
      const old = shards.get(id);
      if (old === undefined) return; // Bobbin stops
      const session = await manager.options.retrieveSessionInfo(id);
      shards.set(id, fresh);
      await old.destroy({ code: how === 'resume' ? CloseCodes.Resuming : CloseCodes.Normal });
      if (how === 'resume') await manager.options.updateSessionInfo(id, session);
      await fresh.connect(); // of nothing, where Bobbin has stopped by now
    },
  };
}
