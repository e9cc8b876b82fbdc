import { randomBytes } from 'node:crypto';
import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
} from 'discord-api-types/v10';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Change } from './changes.ts';
import { applicationFlags, dispatchesOf, withoutContent } from './dispatches.ts';
import type { Dispatch } from './dispatches.ts';
import { guildCreate } from './guilds.ts';
import type { Journal } from './journal.ts';
import type { World } from './world.ts';

const HEARTBEAT_MS = 41_250;
const EVENTS_KEPT = 1000;
const PAYLOAD_BYTES = 4096;
const ALL_INTENTS = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0);

interface Payload {
  op: GatewayOpcodes;
  d: unknown;
  s?: number;
  t?: GatewayDispatchEvents;
}

interface Session {
  id: string;
  intents: number;
  shard: [id: number, count: number];
  sequence: number;
  /** The newest events, for a resume. */
  events: Payload[];
  socket: WebSocket | undefined;
}

/** The gateway, and how tests disturb it. */
export interface Gateway {
  readonly sockets: WebSocketServer;
  /** How many connections are logged in. */
  readonly connections: number;
  /** Logins and resumes since the start. */
  readonly identifies: number;
  readonly resumes: number;
  /** Kills the sockets without a word. */
  drop(): void;
  /** Asks everybody to reconnect (op 7). */
  reconnect(): void;
  /** Ends all sessions: whoever is connected has to log in anew. */
  invalidate(): void;
  /** Refuses the next resumes: the client has to log in anew. */
  refuseResume(times?: number): void;
  /** From now on (or no longer) no events and no heartbeat acknowledgements. */
  deaf(deaf?: boolean): void;
  /** Sends the newest events again, as they were. */
  replay(count: number): void;
  close(): void;
}

const frame = z.object({ op: z.int(), d: z.unknown() });
const identify = z.object({
  token: z.string(),
  intents: z.int(),
  shard: z.tuple([z.int(), z.int()]).optional(),
});
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });
const memberRequest = z.object({
  guild_id: z.string(),
  user_ids: z.union([z.string(), z.array(z.string())]).optional(),
  nonce: z.string().optional(),
});

/** Discord's gateway for one bot. `url` is where clients reach it. */
export function createGateway(
  world: World,
  journal: Journal,
  options: { token: string; url: string; heartbeatMs?: number | undefined },
): Gateway {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: PAYLOAD_BYTES * 4 });
  const sessions = new Map<string, Session>();
  const counts = { identifies: 0, resumes: 0, refusals: 0 };
  let isDeaf = false;

  const send = (socket: WebSocket | undefined, payload: Payload): void => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    journal.gateway(payload);
    socket.send(JSON.stringify({ s: null, t: null, ...payload }));
  };

  const online = (): boolean => [...sessions.values()].some(({ socket }) => socket !== undefined);

  const attach = (session: Session, socket: WebSocket): void => {
    const before = online();
    session.socket = socket;
    if (!before) world.emit({ on: 'online', online: true });
  };

  const detach = (session: Session, code: number): void => {
    session.socket = undefined;
    if (END_OF_SESSION.has(code)) sessions.delete(session.id);
    if (!online()) world.emit({ on: 'online', online: false });
  };

  const dispatch = (session: Session, { t, d, intent, guild, secret }: Dispatch): void => {
    if (intent !== undefined && !(session.intents & intent)) return;
    const [shard, count] = session.shard;
    if ((guild === undefined ? 0 : Number((BigInt(guild) >> 22n) % BigInt(count))) !== shard) return;
    const hidden = secret && !(session.intents & GatewayIntentBits.MessageContent);
    session.sequence += 1;
    // A copy: the objects go on changing, what was sent does not.
    const payload = {
      op: GatewayOpcodes.Dispatch,
      t,
      s: session.sequence,
      d: structuredClone(hidden ? withoutContent(d) : d),
    };
    session.events.push(payload);
    if (session.events.length > EVENTS_KEPT) session.events.shift();
    if (!isDeaf) send(session.socket, payload);
  };

  const login = (socket: WebSocket, d: unknown): Session | undefined => {
    const form = identify.safeParse(d);
    if (!form.success) return refuse(socket, GatewayCloseCodes.DecodeError);
    const { token, intents, shard = [0, 1] } = form.data;
    if (token !== options.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
    if (shard[0] >= shard[1]) return refuse(socket, GatewayCloseCodes.InvalidShard);
    if (intents & ~ALL_INTENTS) return refuse(socket, GatewayCloseCodes.InvalidIntents);
    if (intents & forbiddenIntents(world)) return refuse(socket, GatewayCloseCodes.DisallowedIntents);
    counts.identifies += 1;
    world.application.sessionStartsLeft -= 1;
    const session: Session = {
      id: randomBytes(16).toString('hex'),
      intents,
      shard,
      sequence: 0,
      events: [],
      socket: undefined,
    };
    sessions.set(session.id, session);
    attach(session, socket);
    dispatch(session, {
      t: GatewayDispatchEvents.Ready,
      d: ready(world, session, options.url),
      ...onShard(session),
    });
    for (const guild of world.guilds.values())
      dispatch(session, {
        t: GatewayDispatchEvents.GuildCreate,
        d: guildCreate(world, guild),
        intent: GatewayIntentBits.Guilds,
        guild: guild.id,
      });
    return session;
  };

  const comeBack = (socket: WebSocket, d: unknown): Session | undefined => {
    const form = resume.safeParse(d);
    if (!form.success) return refuse(socket, GatewayCloseCodes.DecodeError);
    if (form.data.token !== options.token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
    const session = sessions.get(form.data.session_id);
    const missed = session?.events.filter(({ s = 0 }) => s > form.data.seq) ?? [];
    const gap = session && session.sequence - form.data.seq !== missed.length;
    if (!session || gap || counts.refusals > 0) {
      counts.refusals = Math.max(0, counts.refusals - 1);
      sessions.delete(form.data.session_id);
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    counts.resumes += 1;
    session.socket?.terminate();
    attach(session, socket);
    for (const payload of missed) send(socket, payload);
    dispatch(session, { t: GatewayDispatchEvents.Resumed, d: { _trace: [] }, ...onShard(session) });
    return session;
  };

  const giveMembers = (session: Session, d: unknown): void => {
    const form = memberRequest.safeParse(d);
    const guild = form.success ? world.guilds.get(form.data.guild_id) : undefined;
    if (!guild || !form.data) return;
    const asked = form.data.user_ids === undefined ? [...guild.members.keys()] : [form.data.user_ids].flat();
    dispatch(session, {
      t: GatewayDispatchEvents.GuildMembersChunk,
      d: {
        guild_id: guild.id,
        members: asked.map((id) => guild.members.get(id)).filter((member) => member !== undefined),
        not_found: asked.filter((id) => !guild.members.has(id)),
        chunk_index: 0,
        chunk_count: 1,
        ...(form.data.nonce && { nonce: form.data.nonce }),
      },
      guild: guild.id,
    });
  };

  sockets.on('connection', (socket) => {
    let session: Session | undefined;
    send(socket, {
      op: GatewayOpcodes.Hello,
      d: { heartbeat_interval: options.heartbeatMs ?? HEARTBEAT_MS },
    });
    socket.on('close', (code) => {
      if (session?.socket === socket) detach(session, code);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const text = String(data);
      const received = frame.safeParse(parse(text));
      if (!received.success || text.length > PAYLOAD_BYTES)
        return void refuse(socket, GatewayCloseCodes.DecodeError);
      const { op, d } = received.data;
      if (op === GatewayOpcodes.Heartbeat) {
        if (!isDeaf) send(socket, { op: GatewayOpcodes.HeartbeatAck, d: null });
      } else if (op === GatewayOpcodes.Identify) {
        if (session) return void refuse(socket, GatewayCloseCodes.AlreadyAuthenticated);
        session = login(socket, d);
      } else if (op === GatewayOpcodes.Resume) session = comeBack(socket, d);
      else if (!session) return void refuse(socket, GatewayCloseCodes.NotAuthenticated);
      else if (op === GatewayOpcodes.RequestGuildMembers) giveMembers(session, d);
      else if (!TOLERATED.has(op)) refuse(socket, GatewayCloseCodes.UnknownOpcode);
    });
  });

  const stop = world.onChange((change: Change) => {
    for (const event of dispatchesOf(world, change))
      for (const session of sessions.values()) dispatch(session, event);
  });

  return {
    sockets,
    get connections() {
      return [...sessions.values()].filter(({ socket }) => socket !== undefined).length;
    },
    get identifies() {
      return counts.identifies;
    },
    get resumes() {
      return counts.resumes;
    },
    drop: () => sockets.clients.forEach((socket) => socket.terminate()),
    reconnect: () =>
      sockets.clients.forEach((socket) => send(socket, { op: GatewayOpcodes.Reconnect, d: null })),
    invalidate: () => {
      sessions.clear();
      sockets.clients.forEach((socket) => send(socket, { op: GatewayOpcodes.InvalidSession, d: false }));
    },
    refuseResume: (times = 1) => {
      counts.refusals = times;
    },
    deaf: (deaf = true) => {
      isDeaf = deaf;
    },
    replay: (count) => {
      for (const { events, socket } of sessions.values())
        for (const event of events.slice(-count)) send(socket, event);
    },
    close: () => {
      stop();
      sockets.clients.forEach((socket) => socket.terminate());
      sockets.close();
    },
  };
}

// With these the client says that it does not come back. https://discord.com/developers/docs/events/gateway
const END_OF_SESSION: ReadonlySet<number> = new Set([1000, 1001]);

const TOLERATED: ReadonlySet<number> = new Set([
  GatewayOpcodes.PresenceUpdate,
  GatewayOpcodes.VoiceStateUpdate,
]);

const refuse = (socket: WebSocket, code: GatewayCloseCodes): undefined => {
  socket.close(code, CLOSE_REASONS[code]);
};

const CLOSE_REASONS: { [code in GatewayCloseCodes]?: string } = {
  [GatewayCloseCodes.UnknownOpcode]: 'Unknown opcode.',
  [GatewayCloseCodes.DecodeError]: 'Error while decoding payload.',
  [GatewayCloseCodes.NotAuthenticated]: 'Not authenticated.',
  [GatewayCloseCodes.AuthenticationFailed]: 'Authentication failed.',
  [GatewayCloseCodes.AlreadyAuthenticated]: 'Already authenticated.',
  [GatewayCloseCodes.InvalidShard]: 'Invalid shard.',
  [GatewayCloseCodes.InvalidIntents]: 'Invalid intent(s).',
  [GatewayCloseCodes.DisallowedIntents]: 'Disallowed intent(s).',
};

const forbiddenIntents = ({ application }: World): number =>
  (application.messageContent ? 0 : GatewayIntentBits.MessageContent) |
  (application.guildMembers ? 0 : GatewayIntentBits.GuildMembers) |
  (application.presences ? 0 : GatewayIntentBits.GuildPresences);

// READY and RESUMED belong to the connection, whichever servers its shard has.
const onShard = ({ shard: [id] }: Session): { guild?: string } =>
  id === 0 ? {} : { guild: String(BigInt(id) << 22n) };

const ready = (world: World, session: Session, url: string) => ({
  v: 10,
  user: { ...world.bot, mfa_enabled: true, verified: true, email: null },
  guilds: [...world.guilds.keys()]
    .filter((id) => (BigInt(id) >> 22n) % BigInt(session.shard[1]) === BigInt(session.shard[0]))
    .map((id) => ({ id, unavailable: true })),
  session_id: session.id,
  session_type: 'normal',
  resume_gateway_url: url,
  shard: session.shard,
  application: { id: world.application.id, flags: applicationFlags(world) },
  private_channels: [],
  presences: [],
  relationships: [],
});

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
