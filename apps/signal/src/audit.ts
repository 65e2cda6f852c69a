/**
 * Who administered what, and who was refused: a line for each, in a log of its own or in the common one.
 * @module
 */
import type { Logger } from 'pino';

export type AuditEvent =
  | 'started'
  | 'stopped'
  | 'settings_reloaded'
  | 'login_refused'
  | 'client_sent_away'
  | 'key_created'
  | 'invite_created'
  | 'key_revoked'
  | 'database_restored'
  | 'credits_moved'
  | 'transfer_reversed';

/** Names and numbers; never a key, a token or a hash. */
export interface AuditDetails {
  /** Whose key it was done with, `key:ID`, or who typed it. */
  readonly by?: string;
  readonly address?: string;
  readonly code?: string;
  readonly subject?: string;
  readonly id?: string;
  readonly scopes?: readonly string[];
  readonly settings?: readonly string[];
  readonly account?: string;
  readonly amount_micro?: number;
  readonly seq?: number;
  readonly file?: string;
}

export class Audit {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  note(event: AuditEvent, details: AuditDetails = {}): void {
    this.#log.info({ audit: event, ...details }, 'audit');
  }
}
