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

const ledger: Step = (dialect) => {
  const { int } = dialect;
  return [
    `create table transfers (seq ${int} primary key, key text not null unique, kind text not null, debit text not null,
      credit text not null, amount ${int} not null check (amount > 0), at_ms ${int} not null,
      reverses ${int} references transfers (seq), reason text not null, check (debit <> credit))`,
    'create unique index transfers_reversed_once on transfers (reverses) where reverses is not null',
    'create index transfers_by_debit on transfers (debit, seq)',
    'create index transfers_by_credit on transfers (credit, seq)',
    `create table settlements (key text primary key, lease_id text not null, session_id text not null,
      peer_id text not null, gamer_id text not null, frames_gamer ${int} not null, frames_helper ${int},
      frames_from ${int} not null, frames_paid ${int} not null check (frames_paid > 0),
      price_version ${int} not null, cost ${int} not null, fee ${int} not null, disputed ${int} not null,
      at_ms ${int} not null)`,
    'create index settlements_by_lease on settlements (lease_id, frames_from)',
    'create index settlements_by_peer on settlements (peer_id, at_ms)',
    `create table prices (version ${int} primary key, since_ms ${int} not null, prices text not null)`,
    ...['transfers', 'settlements', 'prices'].flatMap((table) => appendOnly(table, dialect)),
  ];
};

/** The database itself refuses to change or remove a row, whoever asks. */
function appendOnly(table: string, { kind }: Dialect): string[] {
  if (kind === 'sqlite')
    return ['update', 'delete'].map(
      (act) =>
        `create trigger ${table}_no_${act} before ${act} on ${table} begin select raise(abort, 'the ledger is append-only'); end`,
    );
  return [
    `create or replace function refuse_change() returns trigger language plpgsql as $$
      begin raise exception 'the ledger is append-only'; end $$`,
    `create trigger ${table}_append_only before update or delete or truncate on ${table}
      for each statement execute function refuse_change()`,
  ];
}

const identities: Step = ({ int }) => [
  `create table api_keys (id text primary key, kind text not null, name text not null, hash text not null,
    grants text not null, scopes text not null, created_ms ${int} not null, expires_ms ${int}, revoked_ms ${int},
    uses_left ${int})`,
  'create table secrets (name text primary key, value text not null)',
  'create table names (name text primary key, subject text not null)',
];

/** Who takes up an invite gets a key, which goes when the invite is revoked. */
const guests: Step = () => [
  'alter table api_keys add column invited_by text',
  'create index api_keys_by_invite on api_keys (invited_by)',
];

const records: Step = ({ int }) => [
  `create table records (peer_id text primary key, record text not null, at_ms ${int} not null)`,
];

const receipts: Step = ({ int }) => [
  `create table receipts (key text primary key, gamer_id text not null, peer_id text not null, params text not null, price_version ${int} not null, at_ms ${int} not null)`,
];

/** Looked for every two seconds, among thousands that are not. */
const revocations: Step = () => [
  'create index api_keys_by_revocation on api_keys (revoked_ms) where revoked_ms is not null',
];

export const MIGRATIONS: readonly Step[] = Object.freeze([
  sessionsAndJournal,
  qualityHistory,
  ledger,
  identities,
  guests,
  records,
  receipts,
  revocations,
]);
