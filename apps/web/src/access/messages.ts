import type { Refusal } from '@p2c2g/client/signaling/connection.ts';

/** What a worker tells its page of the coordinator's door. */
export type AccessReport =
  | { readonly type: 'access'; readonly kind: 'locked'; readonly refusal?: Refusal }
  | { readonly type: 'access'; readonly kind: 'open' }
  /** The invite was taken; this is the person's own key from now on. */
  | { readonly type: 'access'; readonly kind: 'key'; readonly key: string };

/** What a page tells its worker once a person has entered something. */
export interface UnlockCommand {
  readonly type: 'unlock';
  readonly credential: string;
}
