/**
 * The database's tables as types, and the steps that make them. Steps are only ever added.
 * @module
 */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';

export interface Tables {
  helpers: { peer_id: string; capabilities: string; first_seen_ms: number; last_seen_ms: number };
  sessions: {
    session_id: string;
    secret_hash: string;
    gamer_id: string;
    params: string;
    codecs: string;
    max_links: number;
    created_ms: number;
    ended_ms: number | null;
  };
  leases: {
    lease_id: string;
    session_id: string;
    peer_id: string;
    gamer_id: string;
    epoch: number;
    role: 'active' | 'standby';
    created_ms: number;
    ended_ms: number | null;
    end_reason: string | null;
    fault: string | null;
  };
  journal: { session_id: string; at_ms: number; row: string };
}

type Step = readonly string[];

export const MIGRATIONS: readonly Step[] = [
  [
    'create table helpers (peer_id text primary key, capabilities text not null, first_seen_ms integer not null, last_seen_ms integer not null)',
    'create table sessions (session_id text primary key, secret_hash text not null, gamer_id text not null, params text not null, codecs text not null, max_links integer not null, created_ms integer not null, ended_ms integer)',
    'create table leases (lease_id text primary key, session_id text not null, peer_id text not null, gamer_id text not null, epoch integer not null, role text not null, created_ms integer not null, ended_ms integer, end_reason text, fault text)',
    'create index leases_by_pair on leases (gamer_id, peer_id)',
    'create table journal (session_id text not null, at_ms integer not null, row text not null)',
    'create index journal_by_session on journal (session_id, at_ms)',
    'create index journal_by_time on journal (at_ms)',
  ],
];

/** Brings a database of any earlier version up to this one, each step whole or not at all. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  for (let version = rows[0]?.user_version ?? 0; version < MIGRATIONS.length; version += 1)
    await db.transaction().execute(async (trx) => {
      for (const statement of MIGRATIONS[version]!) await sql.raw(statement).execute(trx);
      await sql.raw(`pragma user_version = ${version + 1}`).execute(trx);
    });
}
