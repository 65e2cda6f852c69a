/**
 * What can go wrong here, as codes. The caller decides what to do by `retry` and never by message text.
 *
 * @module
 */

interface Entry {
  /** Whether the same call may work later or on another backend. */
  retry: 'never' | 'later' | 'other-backend';
  text: string;
}

export const UPSCALE_ERRORS = {
  P2C2G_UPSCALE_BAD_FRAME: { retry: 'never', text: 'The frame does not have the shape it claims' },
  P2C2G_UPSCALE_BAD_TARGET: { retry: 'never', text: 'The target size is not usable' },
  P2C2G_UPSCALE_BAD_REGION: { retry: 'never', text: 'The region is not usable' },
  P2C2G_UPSCALE_NOT_LOADED: { retry: 'never', text: 'The engine was used before load()' },
  P2C2G_UPSCALE_DISPOSED: { retry: 'never', text: 'The engine was used after dispose()' },
  P2C2G_UPSCALE_ASSET: { retry: 'later', text: 'A runtime or model file could not be read' },
  P2C2G_UPSCALE_MODEL: {
    retry: 'other-backend',
    text: 'The network file is broken or not of a kind this engine runs',
  },
  P2C2G_UPSCALE_RUNTIME: { retry: 'other-backend', text: 'The network runtime failed' },
  P2C2G_UPSCALE_NO_WEBGPU: { retry: 'other-backend', text: 'WebGPU is not available' },
  P2C2G_UPSCALE_DEVICE_LOST: { retry: 'other-backend', text: 'The GPU device was lost' },
  P2C2G_UPSCALE_GOLDEN: { retry: 'other-backend', text: 'The backend computes other pixels than it should' },
  P2C2G_UPSCALE_TIMEOUT: { retry: 'other-backend', text: 'The backend took too long' },
  P2C2G_UPSCALE_NO_ENGINE: { retry: 'later', text: 'No backend works on this machine' },
} as const satisfies Record<string, Entry>;

export type UpscaleErrorCode = keyof typeof UPSCALE_ERRORS;

export class UpscaleError extends Error {
  readonly code: UpscaleErrorCode;

  constructor(code: UpscaleErrorCode, detail: string, cause?: unknown) {
    super(`${UPSCALE_ERRORS[code].text}: ${detail}`, cause === undefined ? undefined : { cause });
    this.name = 'UpscaleError';
    this.code = code;
  }

  get retry(): Entry['retry'] {
    return UPSCALE_ERRORS[this.code].retry;
  }

  /** `cause` itself if it is already one of ours, else wrapped under `code`. */
  static from(code: UpscaleErrorCode, cause: unknown): UpscaleError {
    if (cause instanceof UpscaleError) return cause;
    return new UpscaleError(code, cause instanceof Error ? cause.message : String(cause), cause);
  }
}
