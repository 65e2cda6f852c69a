/** What a bug report needs: versions, abilities, settings, numbers. No addresses, no tokens, no names. */
import type { PlayRequest, PlayView } from './view.ts';

export function diagnose(view: PlayView, request: PlayRequest | undefined): unknown {
  const settings = request && {
    ...request,
    file: request.file ? { bytes: request.file.size, type: request.file.type } : null,
  };
  return {
    at: new Date().toISOString(),
    browser: navigator.userAgent,
    cores: navigator.hardwareConcurrency,
    isolated: crossOriginIsolated,
    webgpu: 'gpu' in navigator,
    settings,
    phase: view.phase,
    stats: view.stats,
  };
}
