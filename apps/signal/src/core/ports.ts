/**
 * What the pure core needs of the outside: a way to speak, a way to remember, time, chance and names.
 * The shell gives real ones; tests give their own.
 * @module
 */
import type { CloseCode, FrameUpscaleParams, ServerMessageInput, StreamParams } from '@p2c2g/protocol';

import type { HelperRecord } from './records.ts';

export type Role = 'helper' | 'gamer';
/** Names one client, whichever socket it is on. */
export interface Address {
  readonly role: Role;
  readonly id: string;
}
export const helperAt = (id: string): Address => ({ role: 'helper', id });
export const gamerAt = (id: string): Address => ({ role: 'gamer', id });

export interface Outbox {
  /** Delivers exactly once while the client can be resumed; forgets the message when there is no such client. */
  send(to: Address, message: ServerMessageInput): void;
  /** Forgets the client and closes its socket. */
  drop(to: Address, code: CloseCode, reason: string): void;
  /** Closes its socket; it may resume. */
  cut(to: Address, code: CloseCode, reason: string): void;
}

export interface SessionRecord {
  readonly sessionId: string;
  readonly secretHash: string;
  readonly gamerId: string;
  readonly params: StreamParams;
  readonly codecs: readonly string[];
  readonly maxLinks: number;
  readonly createdMs: number;
}

export interface LeaseRecord {
  readonly leaseId: string;
  readonly sessionId: string;
  readonly peerId: string;
  readonly gamerId: string;
  readonly epoch: number;
  readonly role: 'active' | 'standby';
  readonly createdMs: number;
}

/** Remembers what must outlive the process. Never throws: a full disk does not stop signaling. */
export interface Recorder {
  sessionStarted(session: SessionRecord): void;
  sessionEnded(sessionId: string, atMs: number): void;
  leaseStarted(lease: LeaseRecord): void;
  leaseEnded(leaseId: string, reason: string, fault: string | null, atMs: number): void;
}

export type Random = () => number;

export interface Names {
  leaseId(): string;
  sessionId(): string;
  /** At least 128 bits that nobody can guess. */
  secret(): string;
  hash(secret: string): string;
}

/** What passes through the coordinator itself, bounded by the shell. */
export interface Payloads {
  /** @throws P2c2gError when it may not pass */
  request(data: string | null): void;
  result(result: unknown): void;
}

/** What tasks cost their requesters. A task is started once, and then done or failed once. */
export interface TaskCharges {
  /** @throws P2C2G_NO_CREDIT when the requester cannot pay for it */
  require(requesterId: string, params: FrameUpscaleParams): void;
  /** @param key of this one task, whatever its requester calls it */
  started(key: string, requesterId: string, params: FrameUpscaleParams): void;
  /** @param then when it is on record, and the result may go out; a broken database does not hold it up for long */
  done(key: string, peerId: string, then: () => void): void;
  failed(key: string): void;
}

/** Remembers what was seen of helpers, beyond the process. */
export interface HelperRecorder {
  helperRecorded(peerId: string, record: HelperRecord, atMs: number): void;
}

export interface CorePorts {
  readonly now: () => number;
  readonly random: Random;
  readonly names: Names;
  readonly outbox: Outbox;
  readonly recorder: Recorder;
  /** Unbounded without. */
  readonly payloads?: Payloads;
  /** Records end with the process without. */
  readonly records?: HelperRecorder;
  /** Free without. */
  readonly charges?: TaskCharges;
}
