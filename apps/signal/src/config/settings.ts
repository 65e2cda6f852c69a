/**
 * Every setting by its place in the file, its environment variable and its flag: one table for all three.
 * @module
 */
export type SettingKind = 'number' | 'text' | 'list';

export interface Setting {
  readonly path: `${'coordinator' | 'database' | 'ice'}.${string}`;
  readonly env: readonly string[];
  readonly flag: string;
  readonly kind: SettingKind;
  readonly what: string;
}

const setting = (
  path: Setting['path'],
  kind: SettingKind,
  what: string,
  flag?: string,
  ...env: string[]
): Setting => {
  const name = path.slice(path.indexOf('.') + 1);
  return Object.freeze({
    path,
    kind,
    what,
    flag: flag ?? name.replaceAll('_', '-'),
    env: [`P2C2G_${name.toUpperCase()}`, ...env],
  });
};

export const SETTINGS: readonly Setting[] = Object.freeze([
  setting('coordinator.host', 'text', 'address to listen on', 'host', 'HOST'),
  setting(
    'coordinator.listen_port',
    'number',
    'port to listen on, 0 for a free one',
    'port',
    'P2C2G_PORT',
    'PORT',
  ),
  setting('coordinator.max_peers', 'number', 'helpers at once'),
  setting('coordinator.max_sessions', 'number', 'gamers at once'),
  setting('coordinator.max_connections', 'number', 'sockets at once'),
  setting('coordinator.max_queued_tasks', 'number', 'tasks waiting at once'),
  setting('coordinator.task_timeout_ms', 'number', 'time for one attempt at a task'),
  setting('coordinator.heartbeat_interval_ms', 'number', 'how often helpers report'),
  setting('coordinator.heartbeat_timeout_ms', 'number', 'silence after which a helper is gone'),
  setting('coordinator.registration_timeout_ms', 'number', 'time for a new socket to register'),
  setting('coordinator.resume_window_ms', 'number', 'time for a dropped connection to resume'),
  setting('coordinator.log_level', 'text', 'how much is logged'),
  setting('coordinator.allowed_origins', 'list', 'other origins whose pages may connect'),
  setting('coordinator.web_root', 'text', 'folder of the built pages'),
  setting('database.type', 'text', 'sqlite or memory', 'database-type', 'P2C2G_DATABASE_TYPE'),
  setting('database.data_dir', 'text', 'folder of the database file'),
  setting('database.retention_hours', 'number', 'age at which the journal is deleted'),
  setting('ice.urls', 'list', 'STUN and TURN addresses for browsers', 'ice-urls', 'P2C2G_ICE_URLS'),
]);
