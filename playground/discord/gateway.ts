import { randomBytes } from 'node:crypto';
import {
  GatewayCloseCodes,
  GatewayDispatchEvents,
  GatewayIntentBits,
  GatewayOpcodes,
} from 'discord-api-types/v10';
import { WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { dispatchesOf, withoutContent } from './dispatches.ts';
import type { Dispatch } from './dispatches.ts';
import { readFrame } from './frames.ts';
import { guildCreate } from './guilds.ts';
import { identify, memberRequest, objection, ready, refuse, resume, shardOf } from './handshake.ts';
import type { Journal } from './journal.ts';
import type { World } from './world.ts';

const HEARTBEAT_MS = 41_250;
const EVENTS_KEPT = 1000;
const PAYLOAD_BYTES = 4096;
// Discord does not say for how long a session can be resumed.
const SESSION_LIFE_MS = 60_000;

// With these the client says that it does not come back.
const END_OF_SESSION: ReadonlySet<number> = new Set([1000, 1001]);

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
  /** When it lost its socket. */
  lostAt?: number;
  deafness?: Deafness | undefined;
}

/** A session that is connected, and gets no events. */
interface Deafness {
  /** Whether its heartbeats and resumes are acknowledged; default false. */
  acknowledges: boolean;
  /** When it hears again: once it is resumed (the default), or never, so that a login is needed. */
  until: 'resume' | 'login';
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
  /** From now on the token is not good for logging in any more (close 4004). */
  revoke(): void;
  /** Asks everybody to reconnect (op 7). */
  reconnect(): void;
  /** Ends all sessions: whoever is connected has to log in anew (op 9). */
  invalidate(): void;
  /** Refuses the next resumes: the client has to log in anew. */
  refuseResume(times?: number): void;
  /** Makes all sessions deaf that there are now; false: they hear again. */
  deaf(deafness?: Partial<Deafness> | false): void;
  /** Sends the newest events again, as they were. */
  replay(count: number): void;
  close(): void;
}

const frame = z.object({ op: z.int(), d: z.unknown().optional() });

/** Discord's gateway for one bot. `url` is where clients reach it. */
export function createGateway(
  world: World,
  journal: Journal,
  options: { token: string; url: string; heartbeatMs?: number | undefined },
): Gateway {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: PAYLOAD_BYTES });
  const sessions = new Map<string, Session>();
  let token: string | undefined = options.token;
  const counts = { identifies: 0, resumes: 0, refusals: 0 };

  const send = (socket: WebSocket | undefined, payload: Payload): void => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    journal.gateway(payload);
    socket.send(JSON.stringify({ s: null, t: null, ...payload }));
  };

  const toAll = (payload: Payload): void => {
    for (const socket of sockets.clients) send(socket, payload);
  };

  const connected = (): Session[] => [...sessions.values()].filter(({ socket }) => socket !== undefined);

  const attach = (session: Session, socket: WebSocket): void => {
    const first = connected().length === 0;
    session.socket = socket;
    if (session.deafness?.until === 'resume') session.deafness = undefined;
    if (first) world.emit({ on: 'online', online: true });
  };

  const detach = (session: Session, code: number): void => {
    session.socket = undefined;
    session.lostAt = Date.now();
    if (END_OF_SESSION.has(code)) sessions.delete(session.id);
    if (connected().length === 0) world.emit({ on: 'online', online: false });
  };

  const forgetOld = (): void => {
    for (const { id, socket, lostAt = Infinity } of sessions.values())
      if (!socket && lostAt < Date.now() - SESSION_LIFE_MS) sessions.delete(id);
  };

  const push = (session: Session, t: GatewayDispatchEvents, d: unknown): void => {
    session.sequence += 1;
    // A copy: the objects go on changing, what was sent does not.
    const payload = { op: GatewayOpcodes.Dispatch, t, s: session.sequence, d: structuredClone(d) };
    session.events.push(payload);
    if (session.events.length > EVENTS_KEPT) session.events.shift();
    const acknowledges = t === GatewayDispatchEvents.Resumed && session.deafness?.acknowledges;
    if (!session.deafness || acknowledges) send(session.socket, payload);
  };

  const dispatch = (session: Session, { t, d, intent, guild, secret }: Dispatch): void => {
    const [shard, count] = session.shard;
    if (intent !== undefined && !(session.intents & intent)) return;
    if ((guild === undefined ? 0 : shardOf(guild, count)) !== shard) return;
    const readsAll = (session.intents & GatewayIntentBits.MessageContent) !== 0;
    push(session, t, secret && !readsAll ? withoutContent(d) : d);
  };

  const login = (socket: WebSocket, d: unknown): Session | undefined => {
    const form = identify.safeParse(d);
    if (!form.success) return refuse(socket, GatewayCloseCodes.DecodeError);
    if (form.data.token !== token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
    const problem = objection(world, form.data);
    if (problem !== undefined) return refuse(socket, problem);
    const { intents, shard } = form.data;
    const id = randomBytes(16).toString('hex');
    const session: Session = { id, intents, shard, sequence: 0, events: [], socket: undefined };
    forgetOld();
    counts.identifies += 1;
    world.application.sessionStartsLeft -= 1;
    sessions.set(id, session);
    attach(session, socket);
    push(session, GatewayDispatchEvents.Ready, ready(world, session, options.url));
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
    if (form.data.token !== token) return refuse(socket, GatewayCloseCodes.AuthenticationFailed);
    forgetOld();
    const session = sessions.get(form.data.session_id);
    const missed = session?.events.filter(({ s = 0 }) => s > form.data.seq) ?? [];
    const complete = session && session.sequence - form.data.seq === missed.length;
    if (!complete || counts.refusals > 0) {
      counts.refusals = Math.max(0, counts.refusals - 1);
      sessions.delete(form.data.session_id);
      send(socket, { op: GatewayOpcodes.InvalidSession, d: false });
      return undefined;
    }
    counts.resumes += 1;
    session.socket?.terminate();
    attach(session, socket);
    if (!session.deafness) for (const payload of missed) send(socket, payload);
    push(session, GatewayDispatchEvents.Resumed, { _trace: [] });
    return session;
  };

  const giveMembers = (session: Session, d: unknown): void => {
    const form = memberRequest.safeParse(d);
    const guild = form.success ? world.guilds.get(form.data.guild_id) : undefined;
    if (!form.success || !guild) return;
    const { user_ids, nonce } = form.data;
    const asked = user_ids === undefined ? [...guild.members.keys()] : [user_ids].flat();
    push(session, GatewayDispatchEvents.GuildMembersChunk, {
      guild_id: guild.id,
      members: asked.map((id) => guild.members.get(id)).filter((member) => member !== undefined),
      not_found: asked.filter((id) => !guild.members.has(id)),
      chunk_index: 0,
      chunk_count: 1,
      ...(nonce && { nonce }),
    });
  };

  // Answers a payload; gives the session that begins with it.
  const take = (
    socket: WebSocket,
    session: Session | undefined,
    { op, d }: z.output<typeof frame>,
  ): Session | undefined => {
    switch (op) {
      case GatewayOpcodes.Heartbeat:
        if (session?.deafness?.acknowledges !== false)
          send(socket, { op: GatewayOpcodes.HeartbeatAck, d: null });
        return undefined;
      case GatewayOpcodes.Identify:
        return session ? refuse(socket, GatewayCloseCodes.AlreadyAuthenticated) : login(socket, d);
      case GatewayOpcodes.Resume:
        return comeBack(socket, d);
      case GatewayOpcodes.RequestGuildMembers:
        if (session) giveMembers(session, d);
        return session;
      case GatewayOpcodes.PresenceUpdate:
      case GatewayOpcodes.VoiceStateUpdate:
        return session ?? refuse(socket, GatewayCloseCodes.NotAuthenticated);
      default:
        return refuse(socket, GatewayCloseCodes.UnknownOpcode);
    }
  };

  sockets.on('connection', (socket) => {
    let session: Session | undefined;
    const heartbeat_interval = options.heartbeatMs ?? HEARTBEAT_MS;
    send(socket, { op: GatewayOpcodes.Hello, d: { heartbeat_interval } });
    socket.on('close', (code) => {
      if (session?.socket === socket) detach(session, code);
    });
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      const received = frame.safeParse(readFrame(data));
      if (received.success) session = take(socket, session, received.data) ?? session;
      else refuse(socket, GatewayCloseCodes.DecodeError);
    });
  });

  const stop = world.onChange((change) => {
    for (const event of dispatchesOf(world, change))
      for (const session of sessions.values()) dispatch(session, event);
  });

  return {
    sockets,
    get connections() {
      return connected().length;
    },
    get identifies() {
      return counts.identifies;
    },
    get resumes() {
      return counts.resumes;
    },
    drop: () => {
      for (const socket of sockets.clients) socket.terminate();
    },
    revoke: () => {
      token = undefined;
    },
    reconnect: () => toAll({ op: GatewayOpcodes.Reconnect, d: null }),
    invalidate: () => {
      sessions.clear();
      toAll({ op: GatewayOpcodes.InvalidSession, d: false });
    },
    refuseResume: (times = 1) => {
      counts.refusals = times;
    },
    deaf: (deafness = {}) => {
      for (const session of sessions.values())
        session.deafness = deafness ? { acknowledges: false, until: 'resume', ...deafness } : undefined;
    },
    replay: (count) => {
      for (const { events, socket } of connected())
        for (const event of events.slice(-count)) send(socket, event);
    },
    close: () => {
      stop();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}
