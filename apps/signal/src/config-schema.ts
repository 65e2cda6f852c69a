/**
 * The coordinator's settings: one schema with defaults and ranges. Files, environment, flags and programs all pass here.
 * @module
 */
import * as v from 'valibot';

const whole = (least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer('must be a whole number'),
    v.minValue(least, `must be ${least} to ${most}`),
    v.maxValue(most, `must be ${least} to ${most}`),
  );
const words = (mostChars: number) => v.pipe(v.string('must be text'), v.minLength(1), v.maxLength(mostChars));
const oneOf = <const T extends readonly string[]>(options: T) =>
  v.picklist(options, `must be one of ${options.join(', ')}`);

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export const configSchema = v.strictObject({
  coordinator: v.strictObject({
    /** 127.0.0.1 keeps it to this machine. */
    host: words(255),
    /** 0 takes any free port. */
    listen_port: whole(0, 65_535),
    max_peers: whole(1, 100_000),
    max_sessions: whole(1, 100_000),
    /** Sockets of any kind, registered or not. */
    max_connections: whole(1, 200_000),
    max_queued_tasks: whole(1, 100_000),
    task_timeout_ms: whole(10, 600_000),
    heartbeat_interval_ms: whole(20, 60_000),
    /** Silence after which a helper counts as gone. */
    heartbeat_timeout_ms: whole(60, 300_000),
    registration_timeout_ms: whole(50, 60_000),
    /** How long a dropped connection may be resumed, and a session be picked up after a restart. */
    resume_window_ms: whole(0, 300_000),
    log_level: oneOf(LOG_LEVELS),
    /** Origins besides our own whose pages may open a socket. */
    allowed_origins: v.pipe(v.array(words(200)), v.maxLength(50)),
    /** Folder of the built pages; empty: the one of this checkout. */
    web_root: v.pipe(v.string(), v.maxLength(1000)),
  }),
  database: v.strictObject({
    type: oneOf(['sqlite', 'memory']),
    /** Folder of the SQLite file. */
    data_dir: words(1000),
    /** Age at which ended sessions and journal rows are deleted. */
    retention_hours: whole(1, 8760),
  }),
  ice: v.strictObject({
    /** STUN and TURN addresses given to browsers; one network needs none. */
    urls: v.pipe(
      v.array(v.pipe(v.string(), v.regex(/^(stun|turn)s?:/, 'must start with stun:, turn: or turns:'))),
      v.maxLength(8),
    ),
  }),
});

export type Config = v.InferOutput<typeof configSchema>;
/** Any part of the settings; what is left out has its default. */
export type ConfigInput = { readonly [S in keyof Config]?: Readonly<Partial<Config[S]>> };

export const DEFAULTS: Config = Object.freeze({
  coordinator: {
    host: '127.0.0.1',
    listen_port: 8765,
    max_peers: 100,
    max_sessions: 1000,
    max_connections: 2000,
    max_queued_tasks: 1000,
    task_timeout_ms: 5000,
    heartbeat_interval_ms: 1000,
    heartbeat_timeout_ms: 3500,
    registration_timeout_ms: 5000,
    resume_window_ms: 30_000,
    log_level: 'info' as const,
    allowed_origins: [],
    web_root: '',
  },
  database: { type: 'sqlite' as const, data_dir: 'data', retention_hours: 24 },
  ice: { urls: [] },
});

export function withDefaults(input: ConfigInput): Config {
  return v.parse(configSchema, {
    coordinator: { ...DEFAULTS.coordinator, ...input.coordinator },
    database: { ...DEFAULTS.database, ...input.database },
    ice: { ...DEFAULTS.ice, ...input.ice },
  });
}
