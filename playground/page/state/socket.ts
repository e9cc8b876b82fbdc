import type { Deed, FromPage, ToPage } from '../../protocol.ts';

const FIRST_RETRY = 500;
const LAST_RETRY = 8000;
/** A deed without an answer within this time has failed, in milliseconds. */
const DEED_TIMEOUT = 30_000;

const LOST = 'The connection to the playground was lost; try again in a moment.';

/** The page's line to the look-alike. */
export interface Line {
  perform: (as: string, deed: Deed) => Promise<unknown>;
  close: () => void;
}

interface Listener {
  heard: (message: Exclude<ToPage, { type: 'done' }>) => void;
  changed: (state: 'open' | 'lost') => void;
}

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

/** Connects, and connects again whenever the connection is lost, waiting longer each time. */
export function connect(url: string, listener: Listener): Line {
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | undefined;
  let retry = FIRST_RETRY;
  let lastId = 0;
  let closed = false;

  function open(): void {
    const current = new WebSocket(url);
    socket = current;
    current.addEventListener('open', () => {
      retry = FIRST_RETRY;
      listener.changed('open');
    });
    current.addEventListener('message', ({ data }) => hear(String(data)));
    current.addEventListener('close', () => {
      if (closed) return;
      for (const id of waiting.keys()) settle(id, (one) => one.reject(new Error(LOST)));
      listener.changed('lost');
      setTimeout(open, retry);
      retry = Math.min(retry * 2, LAST_RETRY);
    });
  }

  function hear(data: string): void {
    const message: unknown = JSON.parse(data);
    if (!isToPage(message)) return;
    if (message.type !== 'done') return listener.heard(message);
    const { error, result } = message;
    settle(message.id, (one) => (error === undefined ? one.resolve(result) : one.reject(new Error(error))));
  }

  function settle(id: number, how: (one: Waiting) => void): void {
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    clearTimeout(one.timer);
    how(one);
  }

  open();
  return {
    perform(as, deed) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      if (socket?.readyState !== WebSocket.OPEN) {
        reject(new Error(LOST));
        return promise;
      }
      lastId += 1;
      const id = lastId;
      const late = new Error('The playground did not answer in time.');
      const timer = setTimeout(() => settle(id, (one) => one.reject(late)), DEED_TIMEOUT);
      waiting.set(id, { resolve, reject, timer });
      const said: FromPage = { id, as, ...deed };
      socket.send(JSON.stringify(said));
      return promise;
    },
    close() {
      closed = true;
      socket?.close();
    },
  };
}

function isToPage(value: unknown): value is ToPage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    (value.type === 'snapshot' || value.type === 'event' || value.type === 'done')
  );
}
