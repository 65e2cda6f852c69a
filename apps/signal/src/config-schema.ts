/**
 * The coordinator's settings: one schema with defaults, ranges and explanations. Files, environment, flags and programs
 * all pass here; the reference page and the commented file are written from it.
 * @module
 */
import * as v from 'valibot';
import { listOf, oneOf, onOff, path, port, rate, secret, setting, whole, words } from './config/field.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const coordinator = v.strictObject({
  host: setting(words(1, 255), '127.0.0.1', {
    what: 'Address to listen on. 127.0.0.1 keeps it to this machine.',
    env: ['HOST'],
  }),
  listen_port: port(8765, {
    what: 'Port to listen on; 0 takes a free one.',
    flag: 'port',
    env: ['P2C2G_LISTEN_PORT', 'PORT'],
  }),
  max_peers: setting(whole(1, 100_000), 100, { what: 'Helpers at once.' }),
  max_sessions: setting(whole(1, 100_000), 1000, { what: 'Gamers at once.' }),
  max_connections: setting(whole(1, 200_000), 2000, { what: 'Sockets at once, registered or not.' }),
  max_queued_tasks: setting(whole(1, 100_000), 1000, { what: 'Tasks waiting at once.' }),
  task_timeout_ms: setting(whole(10, 600_000), 5000, { what: 'Time for one attempt at a task.' }),
  max_task_attempts: setting(whole(1, 10), 3, {
    what: 'How many helpers at most try a task, one after another.',
  }),
  heartbeat_interval_ms: setting(whole(20, 60_000), 1000, { what: 'How often helpers report.' }),
  heartbeat_timeout_ms: setting(whole(60, 300_000), 3500, {
    what: 'Silence after which a helper counts as gone; above heartbeat_interval_ms.',
  }),
  registration_timeout_ms: setting(whole(50, 60_000), 5000, { what: 'Time for a new socket to register.' }),
  resume_window_ms: setting(whole(0, 300_000), 30_000, {
    what: 'Time for a dropped connection to resume, and for a session to be picked up after a restart.',
  }),
  log_level: setting(oneOf(LOG_LEVELS), 'info', { what: 'How much is logged.', reloads: true }),
  drain_seconds: setting(whole(0, 30), 30, {
    what: 'How long SIGTERM waits for running sessions; newcomers are sent elsewhere meanwhile.',
    reloads: true,
  }),
  allowed_origins: setting(listOf('an origin such as https://play.example', /^https?:\/\/[^\s/]+$/, 50), [], {
    what: 'Origins besides our own whose pages may open a socket, and use the API.',
  }),
  web_root: path({
    what: 'Folder of the built pages; empty means those of this checkout.',
  }),
});

const database = v.strictObject({
  type: setting(oneOf(['sqlite', 'postgres', 'memory']), 'sqlite', {
    what: 'Where records are kept. memory forgets them on exit.',
    flag: 'database-type',
  }),
  data_dir: setting(words(1, 1000), 'data', { what: 'For sqlite: folder of the file.' }),
  connection_string: setting(words(0, 1000), '', {
    what: 'For postgres: postgres://user:password@host:5432/database.',
    env: ['DATABASE_URL'],
    secret: true,
  }),
  retention_hours: setting(whole(1, 8760), 24, {
    what: 'Age in hours at which ended sessions, the journal and the quality history are deleted.',
  }),
});

/** Micro-credits. An hour of 1280x720 at 60 frames a second is about 200,000 megapixels: at 5, one credit. */
const price = (quality: string, fallback: number) =>
  setting(whole(0, 1_000_000), fallback, {
    what: `Price of a million upscaled pixels of quality ${quality}, in micro-credits.`,
  });

const economy = v.strictObject({
  price_fast: price('fast', 5),
  price_balanced: price('balanced', 10),
  price_quality: price('quality', 20),
  fee_percent: setting(whole(0, 90), 10, { what: "The coordinator's share of what gamers pay." }),
  require_funds: setting(onOff(), false, {
    what: 'Whether a gamer must own credits before a session; else accounts may go below zero, as a tally among friends.',
  }),
  hold_seconds: setting(whole(1, 3600), 120, { what: 'Seconds of a stream that are set aside ahead.' }),
  settle_seconds: setting(whole(1, 3600), 60, { what: 'How often helpers are paid.' }),
});

const auth = v.strictObject({
  mode: setting(oneOf(['auto', 'open', 'closed']), 'auto', {
    what: 'Whether a key, an invite or a token is asked for: open asks for none, for a trusted network; auto is open on this machine alone (a loopback host) and closed elsewhere.',
    flag: 'auth-mode',
  }),
  token_minutes: setting(whole(1, 1440), 10, { what: 'Life of a token; it is renewed over the socket.' }),
  jwt_secret: secret({
    what: 'Signs tokens; 32 characters or more. Empty makes one at the first start and keeps it in the database.',
  }),
});

const limits = v.strictObject({
  connections_per_address: setting(whole(1, 200_000), 256, {
    what: 'Sockets at once of one address; many households and schools share one.',
    reloads: true,
  }),
  connects_per_second: rate(50, {
    what: 'New sockets a second of one address; four times as many at once.',
  }),
  messages_per_second: rate(100, {
    what: 'Messages a second of one client, whichever socket it is on; four times as many at once.',
  }),
  requests_per_second: rate(100, {
    what: 'HTTP requests a second of one address; ten times as many at once.',
  }),
  failed_logins_per_minute: setting(whole(1, 10_000), 20, {
    what: 'Wrong keys, invites and tokens a minute of one address; then none of it is looked at for a while.',
    reloads: true,
  }),
  task_payloads: setting(oneOf(['auto', 'on', 'off']), 'auto', {
    what: 'Whether pictures of tasks may pass through the coordinator, for programs without WebRTC; else such tasks are refused. auto takes them on this machine alone: where the host is a loopback one and no key is asked for.',
    reloads: true,
  }),
  task_kb_per_second: setting(whole(1, 1_000_000), 2_000, {
    what: 'Kilobytes a second of such pictures, both ways and of all clients together; ten times as many at once. What is more is refused with the time to wait.',
    reloads: true,
  }),
  request_timeout_ms: setting(whole(100, 300_000), 15_000, { what: 'Time for a request to arrive whole.' }),
  shed_event_loop_ms: setting(whole(0, 10_000), 500, {
    what: 'Delay of the event loop at which new sockets and requests are turned away for a while; 0 never does.',
  }),
  shed_memory_mb: setting(whole(0, 1_000_000), 0, {
    what: 'Memory of the process at which new sockets and requests are turned away; 0 never does.',
  }),
  trusted_proxies: setting(
    listOf('an address or network such as 10.0.0.0/8', /^[0-9a-fA-F.:]+(\/\d{1,3})?$/, 50),
    [],
    {
      what: 'Proxies whose X-Forwarded-For is believed. Without it everyone behind a proxy counts as one address.',
    },
  ),
});

const regions = v.strictObject({
  names: setting(listOf('a name such as eu-west', /^[\w.-]{1,32}$/, 32), [], {
    what: 'Regions that gamers and helpers choose from on the pages; helpers of the own region come first. None are offered when it is empty.',
    flag: 'regions',
    reloads: true,
  }),
});

const ice = v.strictObject({
  urls: setting(listOf('an address that starts with stun:, turn: or turns:', /^(stun|turn)s?:\S+$/, 8), [], {
    what: 'STUN and TURN addresses given to browsers; one network needs none.',
    flag: 'ice-urls',
    reloads: true,
  }),
  turn_secret: secret({
    what: "The TURN server's static-auth-secret: each client gets a user name and password of its own, made of it.",
    reloads: true,
  }),
  turn_hours: setting(whole(1, 168), 12, {
    what: 'How long such a password is good; a session that lasts longer gets another when a link is made anew.',
    reloads: true,
  }),
  relay_only: setting(onOff(), false, {
    what: 'Whether frames go through the TURN server always, so that gamers and helpers do not learn the address of each other.',
    reloads: true,
  }),
});

const tls = v.strictObject({
  cert_file: path({
    what: 'PEM file with the certificate and those above it; with key_file, the coordinator speaks HTTPS. Read again on SIGHUP.',
    flag: 'tls-cert',
  }),
  key_file: path({
    what: "PEM file with the certificate's private key.",
    flag: 'tls-key',
  }),
});

const logging = v.strictObject({
  file: path({
    what: 'Where the log goes, as JSON lines; empty means standard output.',
    flag: 'log-file',
  }),
  audit_file: path({
    what: 'Where it is noted who administered what and who was refused; empty puts it into the log.',
    flag: 'audit-file',
  }),
  max_mb: setting(whole(1, 10_000), 20, {
    what: 'Size at which a log file is begun anew.',
    flag: 'log-max-mb',
  }),
  keep_files: setting(whole(1, 1000), 5, {
    what: 'Earlier files that are kept of each.',
    flag: 'log-keep-files',
  }),
});

const monitoring = v.strictObject({
  enable: setting(onOff(), false, {
    what: 'Whether metrics are also served on a port of their own, without a key. /metrics on the main port takes the scope read.',
    flag: 'monitoring',
  }),
  prometheus_host: setting(words(1, 255), '127.0.0.1', { what: 'Address of that port.' }),
  prometheus_port: port(9090, { what: 'That port; 0 takes a free one.' }),
});

/** Sections in the order in which a person meets them. */
export const configSchema = v.strictObject({
  coordinator: v.optional(coordinator, {}),
  database: v.optional(database, {}),
  auth: v.optional(auth, {}),
  limits: v.optional(limits, {}),
  economy: v.optional(economy, {}),
  regions: v.optional(regions, {}),
  ice: v.optional(ice, {}),
  tls: v.optional(tls, {}),
  logging: v.optional(logging, {}),
  monitoring: v.optional(monitoring, {}),
});

export type Config = v.InferOutput<typeof configSchema>;
/** Any part of the settings; what is left out has its default. */
export type ConfigInput = v.InferInput<typeof configSchema>;

export const withDefaults = (input: ConfigInput): Config => v.parse(configSchema, input);

export const DEFAULTS: Config = Object.freeze(withDefaults({}));
