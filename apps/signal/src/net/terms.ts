/**
 * What the settings mean for clients and for the core.
 * @module
 */
import { MAX_MESSAGE_BYTES, PROTOCOL_VERSION, type ServerMessageInput } from '@p2c2g/protocol';
import type { LiveConfig } from '../config/live.ts';
import type { Config } from '../config-schema.ts';
import type { CoreSettings } from '../core/world.ts';
import { iceServersOf } from './ice.ts';

export type Terms = Extract<ServerMessageInput, { msg_type: 'welcome' }>;

export const termsOf = ({ coordinator }: Config): Terms => ({
  msg_type: 'welcome',
  version: PROTOCOL_VERSION,
  server: 'p2c2g',
  heartbeat_interval_ms: coordinator.heartbeat_interval_ms,
  heartbeat_timeout_ms: coordinator.heartbeat_timeout_ms,
  registration_timeout_ms: coordinator.registration_timeout_ms,
  resume_window_ms: coordinator.resume_window_ms,
  max_message_bytes: MAX_MESSAGE_BYTES,
});

/** @param live what is asked for anew with each lease */
export const coreSettings = (config: Config, live: LiveConfig, now: () => number): CoreSettings => ({
  maxPeers: config.coordinator.max_peers,
  maxSessions: config.coordinator.max_sessions,
  heartbeatTimeoutMs: config.coordinator.heartbeat_timeout_ms,
  resumeWindowMs: config.coordinator.resume_window_ms,
  taskTimeoutMs: config.coordinator.task_timeout_ms,
  maxTaskAttempts: config.coordinator.max_task_attempts,
  maxQueuedTasks: config.coordinator.max_queued_tasks,
  iceServers: (name) => iceServersOf(live.current, name, now()),
  relayOnly: () => live.current.ice.relay_only,
});
