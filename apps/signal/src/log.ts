/**
 * The log: JSON lines with context. Secrets, tokens and session descriptions are never written.
 * @module
 */
import { type DestinationStream, type Logger, pino } from 'pino';

const SECRET_FIELDS = [
  'resume_token',
  'token',
  'session_secret',
  'sdp',
  'candidate',
  'credential',
  'secret',
  'authorization',
];

export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
