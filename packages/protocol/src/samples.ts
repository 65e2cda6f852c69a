/**
 * One valid message of every kind, for tests on both sides of the wire.
 * @module
 */
import type { ClientMessageInput } from './client-messages.ts';
import type { LinkMessage } from './link-messages.ts';
import type { ServerMessageInput } from './server-messages.ts';

const params = {
  input_width: 320,
  input_height: 180,
  output_width: 640,
  output_height: 360,
  quality: 'fast' as const,
  fps: 30,
  deadline_ms: 100,
};
const leased = { lease_id: 'l-1', epoch: 1 };
const claim = { ...leased, peer_id: 'h', session_id: 's-1' };
const secret = 'sixteen-chars-at-least';
const capabilities = { cpu_cores: 8, ram_gb: 16, gpu: 'a gpu', gpu_vram_gb: 8, codecs: ['h264', 'vp8'] };
const result = { task_id: 't', success: true, result: 'AAAA', processing_time_ms: 12, peer_id: 'h' };
const stats = { sent: 30, upscaled: 29, local: 1, lost: 0, on_time: 29 };

export const CLIENT_SAMPLES: readonly ClientMessageInput[] = [
  { msg_type: 'peer_register', peer_id: 'h', capabilities, serves: 'friends', region: 'eu-west' },
  { msg_type: 'register_peer', peer_id: 'h', capabilities, leases: [claim] },
  { msg_type: 'register_gamer', gamer_id: 'g' },
  { msg_type: 'resume', resume_token: secret, last_seq: 3 },
  { msg_type: 'authenticate', token: secret },
  { msg_type: 'refresh_token' },
  {
    msg_type: 'heartbeat',
    peer_id: 'h',
    timestamp: 1,
    load: 0.5,
    thermal_status: 'fair',
    paused: false,
    served: [{ lease_id: 'l-1', frames: 29 }],
  },
  {
    msg_type: 'session_request',
    params,
    codecs: ['h264'],
    pool: 'own',
    running: { session_id: 's-1', session_secret: secret, leases: [claim] },
  },
  { msg_type: 'session_end', session_id: 's-1' },
  { msg_type: 'offer', ...leased, sdp: 'v=0' },
  { msg_type: 'answer', ...leased, sdp: 'v=0' },
  { msg_type: 'candidate', ...leased, candidate: null, sdp_mid: '0', sdp_m_line_index: 0 },
  {
    msg_type: 'link_state',
    ...leased,
    state: 'failed',
    rtt_ms: 4,
    reason: 'the other side fell silent',
    evidence: {
      silent_ms: 3050,
      unanswered_ms: 3100,
      links: 3,
      silent_links: 1,
      ordered: 900,
      results: 896,
      missing_receipts: 3,
      errors: 0,
      pictures: { looked_at: 40, wrong: 3, others_looked_at: 800, others_wrong: 0 },
    },
  },
  { msg_type: 'release', ...leased, reason: 'done' },
  {
    msg_type: 'telemetry',
    session_id: 's-1',
    at: 1,
    frames: stats,
    latency_ms: { p50: 40, p95: 70 },
    bytes_up: 1,
    bytes_down: 2,
    failovers: 0,
    helpers: [{ peer_id: 'h', frames: 29, failed: 0, ms_per_frame: 14, rtt_ms: 3 }],
  },
  {
    msg_type: 'task_request',
    task_id: 't',
    task_type: 'frame_upscale',
    data: 'AAAA',
    params: { quality: 'fast' },
  },
  { msg_type: 'task_result', ...result, attempt: 1, error: null },
  { msg_type: 'bye', reason: 'closed' },
];

export const SERVER_SAMPLES: readonly ServerMessageInput[] = [
  {
    msg_type: 'welcome',
    version: 1,
    server: 'p2c2g',
    heartbeat_interval_ms: 1000,
    heartbeat_timeout_ms: 3500,
    registration_timeout_ms: 5000,
    resume_window_ms: 30_000,
    max_message_bytes: 65_536,
  },
  {
    msg_type: 'registration_ack',
    peer_id: 'h',
    status: 'registered',
    resume_token: secret,
    last_seq: 0,
    ice_servers: [{ urls: ['stun:a'] }],
  },
  {
    msg_type: 'authenticated',
    subject: 'key:0123456789ab',
    roles: ['helper'],
    pools: ['friends'],
    max_sessions: 1,
    region: null,
    expires_in_ms: 600_000,
    token: secret,
  },
  { msg_type: 'heartbeat_ack', timestamp: 1, server_time: 2 },
  {
    msg_type: 'session_state',
    session_id: 's-1',
    session_secret: secret,
    status: 'queued',
    queue_position: 1,
    reason: 'all_busy',
    links: 0,
  },
  {
    msg_type: 'assign',
    you: 'gamer',
    session_id: 's-1',
    ...leased,
    role: 'active',
    peer_id: 'h',
    gamer_id: 'g',
    params,
    codecs: ['h264'],
    expected_ms: 14,
    ice_servers: [],
  },
  { msg_type: 'release', ...leased, reason: 'session_ended' },
  { msg_type: 'peer_gone', ...leased, peer_id: 'h', reason: 'bye' },
  { msg_type: 'helper_lost', ...leased, peer_id: 'h' },
  { msg_type: 'path_wanted', ...leased },
  { msg_type: 'offer', ...leased, sdp: 'v=0' },
  { msg_type: 'answer', ...leased, sdp: 'v=0' },
  { msg_type: 'candidate', ...leased, candidate: 'candidate:1' },
  {
    msg_type: 'task_assign',
    task_id: 't',
    task_type: 'frame_upscale',
    data: 'AAAA',
    params: {},
    deadline_ms: 5000,
    attempt: 1,
  },
  { msg_type: 'task_result', ...result },
  {
    msg_type: 'work_state',
    state: 'waiting',
    reason: 'no_gamers',
    leases: 0,
    reputation: {
      score: 0.4,
      good: 1,
      bad: 2,
      latest: [{ good: false, cause: 'silent', age_ms: 5_000 }],
    },
  },
  {
    msg_type: 'error',
    code: 'P2C2G_MALFORMED',
    message: 'm',
    fault: 'client',
    retry: false,
    lease_id: 'l-1',
  },
  { msg_type: 'goaway', reason: 'restart', reconnect_after_ms: 1000 },
];

export const LINK_SAMPLES: readonly LinkMessage[] = [
  {
    type: 'stream_start',
    session_id: 's-1',
    epoch: 1,
    params,
    uplink_codec: 'avc1.42E01F',
    downlink_codecs: ['avc1.42E01F', 'vp8'],
    downlink_bitrate_bps: 4_000_000,
  },
  {
    type: 'stream_ready',
    peer_id: 'h',
    downlink_codec: 'vp8',
    algorithms: ['bicubic'],
    backend: 'wasm',
    ms_per_frame: 14,
  },
  { type: 'stream_refused', code: 'P2C2G_CODEC_UNSUPPORTED', message: 'm' },
  { type: 'key_request' },
  { type: 'set_rate', bitrate_bps: 1_000_000 },
  { type: 'ping', sent_ms: 1 },
  { type: 'pong', sent_ms: 1, queue: 0, ms_per_frame: 14 },
  { type: 'bye', reason: 'closed' },
  { type: 'stripe_wish', count: 8 },
  { type: 'stripe_offer', stripe: 1, sdp: 'v=0' },
  { type: 'stripe_answer', stripe: 7, sdp: 'v=0' },
  { type: 'stripe_candidate', stripe: 1, candidate: 'candidate:1', sdp_mid: '0', sdp_m_line_index: 0 },
  { type: 'stripe_close', stripe: 1 },
];
