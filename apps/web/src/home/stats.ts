/** Live numbers of the coordinator, for the home page. */

/** The part of `/api/stats` the page shows. Other fields are ignored; missing ones read as null. */
export interface LiveStats {
  helpers: number | null;
  sessions: number | null;
  framesUpscaled: number | null;
}

/** Gentle: one small request each five seconds while the page is looked at. */
const POLL_MS = 5_000;

/** Reads the answer without trusting it: this page must not break when the server is newer or older. */
export function parseStats(body: unknown): LiveStats {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const count = (...names: string[]): number | null => {
    for (const name of names) {
      const value = fields[name];
      if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    }
    return null;
  };
  return {
    helpers: count('active_peers'),
    sessions: count('sessions', 'active_sessions'),
    framesUpscaled: count('frames_upscaled'),
  };
}

/**
 * Polls until the returned function is called. A hidden page asks nothing; when it is shown again it asks at once.
 * Calls `onStats(null)` when the coordinator cannot be reached.
 */
export function pollStats(onStats: (stats: LiveStats | null) => void): () => void {
  const abort = new AbortController();
  const ask = async () => {
    if (document.hidden) return;
    try {
      const response = await fetch('/api/stats', { signal: abort.signal, cache: 'no-store' });
      onStats(response.ok ? parseStats(await response.json()) : null);
    } catch {
      if (!abort.signal.aborted) onStats(null);
    }
  };
  const timer = setInterval(ask, POLL_MS);
  document.addEventListener('visibilitychange', ask, { signal: abort.signal });
  void ask();
  return () => {
    clearInterval(timer);
    abort.abort();
  };
}
