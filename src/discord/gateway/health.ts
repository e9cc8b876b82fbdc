import type { Client } from 'discord.js';
import type { ModelReached } from '../../conversation/ports.ts';
import type { Alive } from './alive.ts';
import { mayReadMessages } from '../client.ts';
import type { Command } from '../command.ts';
import { areRegistered } from '../register.ts';

/** How the parts of Bobbin are that one server can't see; for /doctor. */
export interface Health {
  /** Whether the Message Content intent is on. Undefined: Discord doesn't say so now; as below. */
  readsMessages(): Promise<boolean | undefined>;
  /** Whether Discord knows the commands as they are now. */
  hasCommands(): Promise<boolean | undefined>;
  hasStore(): Promise<boolean>;
  reachModel(): Promise<ModelReached>;
  gateway(): Gateway;
}

export interface Gateway {
  isFine: boolean;
  /** Milliseconds that a heartbeat takes; negative: none has come back yet. */
  ping: number;
  /** When the last event came; milliseconds since 1970. */
  lastHeard: number;
}

interface HealthParts {
  alive: Pick<Alive, 'wrong' | 'lastHeard'>;
  commands: () => readonly Command[];
  check: () => Promise<void>;
  reachModel: () => Promise<ModelReached>;
}

export function createHealth(
  client: Client<true>,
  { alive, commands, check, reachModel }: HealthParts,
): Health {
  return {
    readsMessages: () => mayReadMessages(client).catch(() => undefined),
    hasCommands: () => areRegistered(client, commands()).catch(() => undefined),
    hasStore: () =>
      check().then(
        () => true,
        () => false,
      ),
    reachModel,
    gateway: () => ({
      isFine: alive.wrong().length === 0,
      ping: client.ws.ping,
      lastHeard: alive.lastHeard(),
    }),
  };
}
