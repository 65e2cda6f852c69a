/**
 * The STUN and TURN servers of one client. TURN passwords follow the REST API that coturn calls `use-auth-secret`
 * (draft-uberti-behave-turn-rest-00, section 2.2): the user name is the time of its end and a name, the password its
 * HMAC-SHA1 under the secret that coordinator and TURN server share. Nothing is asked of the TURN server, and what leaks
 * is good for some hours only.
 * @module
 */
import { createHmac } from 'node:crypto';
import type { IceServer } from '@p2c2g/protocol';
import type { Config } from '../config-schema.ts';

const MS_PER_S = 1_000;
const S_PER_HOUR = 3_600;

const isTurn = (url: string): boolean => /^turns?:/.test(url);

/** @param name whose it is; it stands in the TURN server's log */
export function iceServersOf({ ice }: Pick<Config, 'ice'>, name: string, nowMs: number): IceServer[] {
  if (ice.turn_secret === '') return ice.urls.length > 0 ? [{ urls: [...ice.urls] }] : [];
  const stun = ice.urls.filter((url) => !isTurn(url));
  const turn = ice.urls.filter(isTurn);
  const untilS = Math.floor(nowMs / MS_PER_S) + ice.turn_hours * S_PER_HOUR;
  return [
    ...(stun.length > 0 ? [{ urls: stun }] : []),
    ...(turn.length > 0 ? [{ urls: turn, ...turnPassword(ice.turn_secret, `${untilS}:${name}`) }] : []),
  ];
}

export const turnPassword = (secret: string, username: string) => ({
  username,
  credential: createHmac('sha1', secret).update(username).digest('base64'),
});
