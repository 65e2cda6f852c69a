/**
 * Signs of life from clients that send no heartbeats: their browsers answer a ping by themselves.
 * @module
 */

export interface Pinged {
  ping(): void;
}

export interface Speaker {
  readonly isPinged: boolean;
  readonly silentMs: number;
}

const PING_TURN_MS = 20;
/** Who has said something within this share of an interval lives, and need not be asked. */
const SILENT_SHARE = 0.5;

/** Each once an interval, spread over it: thousands of pings at once hold everything else up. @returns stops them */
export function pingInTurn(open: ReadonlyMap<Pinged, Speaker>, intervalMs: number): () => void {
  const turns = Math.max(1, Math.floor(intervalMs / PING_TURN_MS));
  let rest: [Pinged, Speaker][] = [];
  let turn = 0;
  const timer = setInterval(() => {
    if (turn === 0) rest = [...open].filter(([, connection]) => connection.isPinged);
    for (const [socket, connection] of rest.splice(0, Math.ceil(rest.length / (turns - turn))))
      if (connection.silentMs >= SILENT_SHARE * intervalMs) socket.ping();
    turn = (turn + 1) % turns;
  }, intervalMs / turns);
  return () => clearInterval(timer);
}
