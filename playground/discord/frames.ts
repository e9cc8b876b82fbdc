import type { RawData } from 'ws';

/** What came over a WebSocket, as JSON; undefined when it is none. */
export function readFrame(data: RawData): unknown {
  const bytes = Array.isArray(data)
    ? Buffer.concat(data)
    : Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data);
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
