/**
 * What a client shows where the coordinator asks who it is: the newest token while that lives, else the key or invite
 * that a person gave. Pure: the clock is given.
 * @module
 */
import type { ErrorCode, ServerMessage } from '@p2c2g/protocol';

type Authenticated = Extract<ServerMessage, { msg_type: 'authenticated' }>;

/** A token that is about to expire may do so on its way. */
const LEAST_LIFE_MS = 2_000;
/** At half its life: then there is time to try again before it ends. */
const REFRESH_AT_SHARE = 0.5;
const SOONEST_REFRESH_MS = 1_000;

/** Refusals that another credential could cure. */
const CURABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'P2C2G_UNAUTHORIZED',
  'P2C2G_TOKEN_EXPIRED',
  'P2C2G_TOKEN_REPLAYED',
]);

/** Answers to an introduction that say: not you, or not with this. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...CURABLE, 'P2C2G_REVOKED', 'P2C2G_FORBIDDEN']);
const ENDINGS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['P2C2G_TOKEN_EXPIRED', 'P2C2G_REVOKED']);

/**
 * Whether an error refuses the client itself, not one of its messages.
 * @param introducing before the registration is acknowledged; later, the same codes may be about a lease
 */
export const isAboutUs = (code: ErrorCode, introducing: boolean): boolean =>
  (introducing ? REFUSALS : ENDINGS).has(code);

export class Pass {
  #credential: string | undefined;
  #token: { readonly text: string; readonly expiresMs: number } | undefined;

  constructor(credential?: string) {
    this.#credential = credential;
  }

  /** A person entered it. */
  give(credential: string): void {
    this.#credential = credential;
    this.#token = undefined;
  }

  /** @returns undefined when there is nothing to show */
  show(nowMs: number): string | undefined {
    if (this.#token && this.#token.expiresMs - nowMs < LEAST_LIFE_MS) this.#token = undefined;
    return this.#token?.text ?? this.#credential;
  }

  /** @returns when to ask for the next token, and the key that was given for an invite */
  accepted(
    { token, key, expires_in_ms }: Authenticated,
    nowMs: number,
  ): { refreshInMs: number; key?: string } {
    if (token !== undefined) this.#token = { text: token, expiresMs: nowMs + expires_in_ms };
    if (key !== undefined) this.#credential = key;
    const refreshInMs = Math.max(SOONEST_REFRESH_MS, expires_in_ms * REFRESH_AT_SHARE);
    return key === undefined ? { refreshInMs } : { refreshInMs, key };
  }

  /** @returns whether there is something else to show; else a person is needed, and what was refused is forgotten */
  refused(code: ErrorCode): boolean {
    const wasToken = this.#token !== undefined;
    this.#token = undefined;
    if (wasToken && this.#credential !== undefined && CURABLE.has(code)) return true;
    this.#credential = undefined;
    return false;
  }
}
