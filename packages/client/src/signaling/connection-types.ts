import type { ClientMessageInput, ErrorCode, P2c2gError, ServerMessage } from '@p2c2g/protocol';

export type ConnectionState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'registering' }
  | { readonly kind: 'open'; readonly resumed: boolean }
  | { readonly kind: 'waiting'; readonly attempt: number; readonly retryAtMs: number }
  | { readonly kind: 'locked'; readonly refusal?: Refusal }
  | { readonly kind: 'closed'; readonly error?: P2c2gError };

/** Why what was shown does not open the coordinator, in its own words. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** The part of a WebSocket that is used; `ws` and the browser's both have it. */
export interface SocketLike {
  readonly readyState: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
}

export interface ConnectionOptions {
  readonly url: string;
  /** The registration to send on a fresh connection: asked anew each time, for it names the leases still running. */
  register(): ClientMessageInput;
  onMessage(message: ServerMessage): void;
  onState(state: ConnectionState): void;
  /** A key or invite, for a coordinator that asks for one. */
  readonly credential?: string | undefined;
  /** The invite was taken, and this key is good from now on. */
  onKey?(key: string): void;
  open?(url: string): SocketLike;
  now?(): number;
  random?(): number;
}
