/**
 * The steps that make the tables, oldest first. Steps are only ever added: a database of any earlier version is brought
 * up by those that it lacks.
 * @module
 */

/** What the two databases call things. */
export interface Dialect {
  readonly kind: 'sqlite' | 'postgres';
  /** A whole number of 64 bits. */
  readonly int: string;
  /** A floating-point number of 64 bits. */
  readonly real: string;
}

export const SQLITE: Dialect = Object.freeze({ kind: 'sqlite', int: 'integer', real: 'real' });
export const POSTGRES: Dialect = Object.freeze({ kind: 'postgres', int: 'bigint', real: 'double precision' });

type Step = (dialect: Dialect) => readonly string[];

const sessionsAndJournal: Step = ({ int }) => [
  `create table helpers (peer_id text primary key, capabilities text not null, first_seen_ms ${int} not null, last_seen_ms ${int} not null)`,
  `create table sessions (session_id text primary key, secret_hash text not null, gamer_id text not null, params text not null, codecs text not null, max_links ${int} not null, created_ms ${int} not null, ended_ms ${int})`,
  `create table leases (lease_id text primary key, session_id text not null, peer_id text not null, gamer_id text not null, epoch ${int} not null, role text not null, created_ms ${int} not null, ended_ms ${int}, end_reason text, fault text)`,
  'create index leases_by_pair on leases (gamer_id, peer_id)',
  `create table journal (session_id text not null, at_ms ${int} not null, "row" text not null)`,
  'create index journal_by_session on journal (session_id, at_ms)',
  'create index journal_by_time on journal (at_ms)',
];

const qualityHistory: Step = ({ int, real }) => [
  `create table quality (session_id text not null, minute_ms ${int} not null, seconds ${int} not null,
    sent ${int} not null, upscaled ${int} not null, local ${int} not null, lost ${int} not null, on_time ${int} not null,
    failovers ${int} not null, bytes_up ${int} not null, bytes_down ${int} not null,
    p50_sum_ms ${real} not null, p95_worst_ms ${real} not null, primary key (session_id, minute_ms))`,
  'create index quality_by_time on quality (minute_ms)',
];

export const MIGRATIONS: readonly Step[] = Object.freeze([sessionsAndJournal, qualityHistory]);
