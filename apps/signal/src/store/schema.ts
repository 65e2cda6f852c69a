/**
 * The database's tables as types. Times are milliseconds since 1970, amounts are micro-credits.
 * @module
 */
export interface Tables {
  helpers: { peer_id: string; capabilities: string; first_seen_ms: number; last_seen_ms: number };
  /** What is remembered of helpers, as JSON: one row for each name. */
  records: { peer_id: string; record: string; at_ms: number };
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
  /** One row a second and session, as its gamer told it. */
  journal: { session_id: string; at_ms: number; row: string };
  /** One row a minute and session: sums of its seconds. */
  quality: {
    session_id: string;
    minute_ms: number;
    seconds: number;
    sent: number;
    upscaled: number;
    local: number;
    lost: number;
    on_time: number;
    failovers: number;
    bytes_up: number;
    bytes_down: number;
    /** Sum of the seconds' medians: divided by `seconds`, their mean. */
    p50_sum_ms: number;
    /** The worst second's. */
    p95_worst_ms: number;
  };
  /** Append-only, by triggers: what was paid stays written. */
  transfers: {
    seq: number;
    key: string;
    kind: string;
    debit: string;
    credit: string;
    amount: number;
    at_ms: number;
    reverses: number | null;
    reason: string;
  };
  /** Append-only: the counts that justify the transfers of the same key. */
  settlements: {
    key: string;
    lease_id: string;
    session_id: string;
    peer_id: string;
    gamer_id: string;
    frames_gamer: number;
    frames_helper: number | null;
    frames_from: number;
    frames_paid: number;
    price_version: number;
    cost: number;
    fee: number;
    disputed: number;
    at_ms: number;
  };
  /** One row for each task that was done and is not settled yet. */
  receipts: {
    key: string;
    gamer_id: string;
    peer_id: string;
    params: string;
    price_version: number;
    at_ms: number;
  };
  /** Keys and invites. */
  api_keys: {
    id: string;
    kind: string;
    name: string;
    hash: string;
    grants: string;
    scopes: string;
    created_ms: number;
    expires_ms: number | null;
    revoked_ms: number | null;
    uses_left: number | null;
    invited_by: string | null;
  };
  secrets: { name: string; value: string };
  /** Whose a name is, `gamer:g` or `helper:h`, where identities are asked for. */
  names: { name: string; subject: string };
  /** Append-only: every table of prices that was ever in force. */
  prices: { version: number; since_ms: number; prices: string };
}
