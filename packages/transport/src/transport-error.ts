/** What the sending side may do wrong; the receiving side has drop reasons instead, because its input is not ours. */
export type TransportErrorReason = 'empty-frame' | 'frame-too-big' | 'bad-packet-size' | 'bad-field';

export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly reason: TransportErrorReason;

  constructor(reason: TransportErrorReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.reason = reason;
  }
}
