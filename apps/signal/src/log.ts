/**
 * The log: JSON lines with context. Secrets, tokens and session descriptions are never written.
 * @module
 */
import { type DestinationStream, type Logger, pino } from 'pino';

const SECRET_FIELDS = [
  'resume_token',
  'token',
  'key',
  'invite',
  'session_secret',
  'sdp',
  'candidate',
  'credential',
  'secret',
  'password',
  'authorization',
];
/** As deep as anything of ours is logged. */
const DEPTHS = ['', '*.', '*.*.'];

export function createLog(level: string, destination?: DestinationStream): Logger {
  const paths = DEPTHS.flatMap((depth) => SECRET_FIELDS.map((field) => `${depth}${field}`));
  const options = {
    level,
    redact: { paths, censor: '[redacted]' },
    serializers: { req: requestWords },
  };
  return destination ? pino(options, destination) : pino(options);
}

interface LoggedRequest {
  readonly method?: string;
  readonly url?: string;
  readonly ip?: string;
}

/** Without its query, where a person may have put what does not belong there, and without its headers. */
const requestWords = ({ method, url, ip }: LoggedRequest) => ({ method, path: url?.split('?')[0], ip });
