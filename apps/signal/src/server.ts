/**
 * The coordinator as a whole, started and stopped together: for `npm start`, for tests and for the demo.
 * @module
 * @example
 * const coordinator = await startCoordinator({ coordinator: { listen_port: 0 }, database: { type: 'memory' } });
 * console.log(coordinator.url, coordinator.stats());
 * await coordinator.close();
 */
import type { AddressInfo } from 'node:net';
import type { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';
import { buildApp, quieter } from './app.ts';
import { Audit } from './audit.ts';
import type { Reload } from './config/live.ts';
import { type Config, type ConfigInput, withDefaults } from './config-schema.ts';
import { type SystemStats, systemStats } from './http/stats.ts';
import { readCertificate } from './lifecycle/certificate.ts';
import { drain } from './lifecycle/drain.ts';
import { createLog } from './log.ts';
import { LogFile } from './log-file.ts';
import { openMetricsPort } from './monitoring/serve-metrics.ts';
import type { Hub } from './net/hub.ts';
import { type Logs, openParts, type Parts } from './parts.ts';
import type { TaskDesk } from './tasks/task-desk.ts';
import { startTimers } from './timers.ts';

export type RunningTasks = Pick<TaskDesk, 'submit' | 'collect' | 'assignee'> & {
  /** Says that a helper does not do a task: it goes to another. @throws P2C2G_OUT_OF_ORDER when it does not have it */
  reportFailed(peerId: string, taskId: string): void;
};

export interface RunningCoordinator {
  /** `http://host:port`, or `https://`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Where metrics are served without a key, if they are. */
  readonly metricsUrl: string | undefined;
  /** The first admin key, when it was made by this start: it is shown once and kept nowhere. */
  readonly firstKey: string | undefined;
  stats(): SystemStats;
  /** Hands tasks in and results out, for programs in this process. */
  readonly tasks: RunningTasks;
  /**
   * Takes up what may change while it runs, and the certificate's files.
   * @throws ConfigError when the certificate cannot be used: then the old one stays
   */
  reload(next: ConfigInput): Reload;
  /** Turns newcomers away and waits for running sessions, as long as the settings say. */
  drain(): Promise<void>;
  /** Says goodbye to everyone, frees port and database. Safe to call twice. */
  close(): Promise<void>;
}

interface OpenedLogs extends Logs {
  close(): Promise<void>;
}

/**
 * @param input any part of the settings; port 0 takes a free one
 * @param logTo where the log goes in place of what the settings say, for programs that read it
 * @throws StoreError when the database cannot be opened; ConfigError for a certificate or a log file that cannot be used;
 * the system's error when a port is taken
 */
export async function startCoordinator(
  input: ConfigInput = {},
  logTo?: DestinationStream,
): Promise<RunningCoordinator> {
  const config = withDefaults(input);
  const certificate = readCertificate(config);
  const logs = openLogs(config, logTo);
  const parts = await openParts(config, logs);
  const app = await buildApp(parts, certificate);
  let metricsPort: FastifyInstance | undefined;
  try {
    metricsPort = await openMetricsPort(config, parts.metrics);
    await app.listen({ host: config.coordinator.host, port: config.coordinator.listen_port });
  } catch (error) {
    await metricsPort?.close();
    await app.close();
    await parts.store.close();
    await logs.close();
    throw error;
  }
  const firstKey = parts.gate.open ? undefined : await parts.gate.bootstrap();
  return running(parts, app, metricsPort, logs, firstKey);
}

function openLogs({ coordinator, logging }: Config, logTo: DestinationStream | undefined): OpenedLogs {
  const { file, audit_file } = logging;
  const files: LogFile[] = [];
  const open = (path: string, setting: string): LogFile => {
    const opened = LogFile.open(path, setting, logging);
    files.push(opened);
    return opened;
  };
  const log = createLog(coordinator.log_level, logTo ?? (file ? open(file, 'logging.file') : undefined));
  const auditLog = audit_file ? createLog('info', open(audit_file, 'logging.audit_file')) : log;
  return {
    log,
    audit: new Audit(auditLog),
    close: async () => {
      for (const opened of files) await opened.close();
    },
  };
}

function running(
  parts: Parts,
  app: FastifyInstance,
  metricsPort: FastifyInstance | undefined,
  logs: OpenedLogs,
  firstKey: string | undefined,
): RunningCoordinator {
  const { live, hub, store, ledger, audit } = parts;
  const stopTimers = startTimers(parts);
  const { host } = live.current.coordinator;
  const secure = live.current.tls.cert_file !== '';
  audit.note('started');
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopTimers();
    hub.goAway('the server is shutting down');
    await app.close();
    await metricsPort?.close();
    hub.writeJournal();
    await ledger.finish();
    await store.close();
    audit.note('stopped');
    await logs.close();
  };
  return {
    url: urlOf(secure, host, app),
    port: portOf(app),
    metricsUrl:
      metricsPort && `${urlOf(false, live.current.monitoring.prometheus_host, metricsPort)}/metrics`,
    firstKey,
    stats: () => systemStats(hub),
    tasks: tasksOf(hub),
    reload: (next) => reload(parts, app, withDefaults(next)),
    drain: () => drain(hub, live.current.coordinator.drain_seconds),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

const tasksOf = ({ taskDesk, broker }: Hub): RunningTasks => ({
  submit: (owner, wanted) => taskDesk.submit(owner, wanted),
  collect: (owner, taskId, timeoutMs) => taskDesk.collect(owner, taskId, timeoutMs),
  assignee: (owner, taskId, timeoutMs) => taskDesk.assignee(owner, taskId, timeoutMs),
  reportFailed: (peerId, taskId) => broker.tasks.reportFailed(peerId, taskId),
});

function reload({ live, log, audit }: Parts, app: FastifyInstance, next: Config): Reload {
  const certificate = readCertificate(live.current);
  if (certificate) (app.server as unknown as TlsServer).setSecureContext(certificate);
  const reloaded = live.reload(next);
  const level = live.current.coordinator.log_level;
  log.level = level;
  app.log.level = quieter(level);
  audit.note('settings_reloaded', { settings: reloaded.taken });
  if (reloaded.waiting.length > 0) log.warn({ settings: reloaded.waiting }, 'these wait for a restart');
  return reloaded;
}

const portOf = (app: FastifyInstance): number => (app.server.address() as AddressInfo).port;

const urlOf = (secure: boolean, host: string, app: FastifyInstance): string =>
  `http${secure ? 's' : ''}://${host.includes(':') ? `[${host}]` : host}:${portOf(app)}`;
