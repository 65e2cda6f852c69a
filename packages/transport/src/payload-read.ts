/** Why a frame's payload could not be read. */
export type PayloadFault = 'short' | 'bad-flags' | 'bad-status' | 'bad-size' | 'empty-chunk';

/** A value, or the named reason why there is none. Readers never throw: their input comes from strangers. */
export type PayloadRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: PayloadFault };

export function fault<T>(name: PayloadFault): PayloadRead<T> {
  return { ok: false, fault: name };
}
