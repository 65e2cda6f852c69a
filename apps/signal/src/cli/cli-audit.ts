/**
 * What is administered from the command line stands in the audit log as well, where it has a file of its own; a line is
 * added as a whole, beside the running coordinator's.
 * @module
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { Audit, type AuditDetails, type AuditEvent } from '../audit.ts';
import type { Config } from '../config-schema.ts';
import { createLog } from '../log.ts';

/** It tells addresses: for its owner's eyes. */
const OWNER_ONLY = 0o600;

/** @throws the system's error when the line cannot be written: what is not recorded had better be known */
export function noteInAudit({ logging }: Config, event: AuditEvent, details: AuditDetails): void {
  const { audit_file } = logging;
  if (audit_file === '') return;
  mkdirSync(dirname(audit_file), { recursive: true });
  const write = (line: string) => appendFileSync(audit_file, line, { mode: OWNER_ONLY });
  new Audit(createLog('info', { write })).note(event, {
    ...details,
    by: `command line, ${userInfo().username}`,
  });
}
