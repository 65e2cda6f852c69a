import type { Refusal } from '@p2c2g/client/signaling/connection.ts';
import type { ErrorCode } from '@p2c2g/protocol';
import type { Problem } from '../ui/problem.ts';

const REMEDIES: Partial<Readonly<Record<ErrorCode, string>>> = {
  P2C2G_UNAUTHORIZED:
    'Check that all of it was pasted. If it was, ask whoever runs this server for another: an invite is good for so many people.',
  P2C2G_TOKEN_EXPIRED: 'Its time is over. Ask whoever runs this server for a new one.',
  P2C2G_REVOKED: 'Whoever runs this server has withdrawn it. Ask them for another.',
  P2C2G_TOKEN_REPLAYED: 'Somebody else uses what was entered here. Enter a key or invite of your own.',
  P2C2G_FORBIDDEN:
    'Close the other page that uses it, or ask whoever runs this server for one that allows what you want to do.',
};

/** Why a key or an invite was not taken, for the person who entered it. */
export const refusalProblem = ({ code, message }: Refusal): Problem => ({
  code,
  what: message,
  fault: code === 'P2C2G_UNAUTHORIZED' ? 'you' : 'coordinator',
  remedy: REMEDIES[code] ?? 'Ask whoever runs this server.',
});

/** Said on the stage while nobody has entered anything. */
export const LOCKED: Problem = Object.freeze({
  code: 'P2C2G_UNAUTHORIZED',
  what: 'This server asks for a key or an invite.',
  fault: 'coordinator',
  remedy: 'Until then the picture is scaled here. Press Stop and then Play to enter one.',
});
