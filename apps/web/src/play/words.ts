/** The gamer page's plain words. */
import type { WaitReason } from '@p2c2g/protocol';
import { plural } from '../ui/format.ts';
import type { HelperRow, PlayPhase, PlayStatus, Quality, Stage, StartStep } from './view.ts';

export type Tone = 'good' | 'quiet' | 'care';

const STEP_WORDS: Record<StartStep, string> = {
  'opening-source': 'Opening the source',
  'loading-model': 'Loading the network',
  connecting: 'Looking for helpers',
  'first-frame': 'Waiting for the first frame',
};

export const QUALITY_WORDS: Record<Quality, string> = {
  fast: 'Fast, least delay',
  balanced: 'Balanced',
  quality: 'Finest detail',
};

export const STAGE_NAMES: Record<Stage, string> = {
  capture: 'Capture',
  encode: 'Encode',
  network: 'Network',
  queue: 'Queue',
  decode: 'Decode',
  upscale: 'Upscale',
  encodeResult: 'Encode back',
  decodeResult: 'Decode back',
  present: 'Present',
};

/** Why no helper has this game, after a colon. */
const WAIT_WORDS: Record<WaitReason, string> = {
  no_helpers: 'no helper is here yet',
  all_busy: 'all helpers are busy',
  none_fast_enough: 'no helper is fast enough for this size',
  no_shared_codec: 'no helper has a video codec of this browser',
  recently_failed: 'links to helpers failed, the next try comes soon',
  none_in_pool: 'no helper of your group is here yet',
};

/** Where a stage's time is spent: decides its colour. */
export const STAGE_PLACES: Record<Stage, 'here' | 'between' | 'helper'> = {
  capture: 'here',
  encode: 'here',
  network: 'between',
  queue: 'helper',
  decode: 'helper',
  upscale: 'helper',
  encodeResult: 'helper',
  decodeResult: 'here',
  present: 'here',
};

export const HELPER_STATE_WORDS: Record<HelperRow['state'], string> = {
  connecting: 'connecting',
  ready: 'ready',
  slow: 'slow just now',
  resting: 'resting',
  gone: 'gone',
};

export interface StatusWords {
  title: string;
  tone: Tone;
  busy: boolean;
  /** Stable name of the state, for tests. */
  state: PlayStatus['kind'] | 'idle' | 'starting' | 'failed';
}

export function phaseWords(phase: PlayPhase): StatusWords {
  switch (phase.kind) {
    case 'idle':
      return { title: 'Not playing', tone: 'quiet', busy: false, state: 'idle' };
    case 'starting':
      return { title: STEP_WORDS[phase.step], tone: 'quiet', busy: true, state: 'starting' };
    case 'playing':
      return {
        title: statusWords(phase.status),
        tone: statusTone(phase.status),
        busy: false,
        state: phase.status.kind,
      };
    case 'failed':
      return { title: 'Stopped by an error', tone: 'care', busy: false, state: 'failed' };
  }
}

export function statusWords(status: PlayStatus): string {
  switch (status.kind) {
    case 'local': {
      const scaled = ownWords(status.how);
      const why = status.reason === null ? 'no helper yet' : WAIT_WORDS[status.reason];
      if (status.queuePosition === null) return `${scaled}: ${why}`;
      return `${scaled}: ${why}; number ${status.queuePosition} in the queue`;
    }
    case 'upscaled':
      return `Upscaled by ${plural(status.helpers, 'helper')}`;
    case 'late':
      return `${ownWords(status.how)}: pictures of ${plural(status.helpers, 'helper')} come too late`;
    case 'coordinator-away':
      return `${status.helpers > 0 ? `Upscaled by ${plural(status.helpers, 'helper')}` : 'Scaled here'}; the coordinator is away`;
    case 'source-paused':
      return 'The source shows nothing new';
  }
}

const ownWords = (how: 'network' | 'plain'): string =>
  how === 'network' ? 'Upscaled on this machine' : 'Scaled here';

function statusTone({ kind }: PlayStatus): Tone {
  if (kind === 'upscaled') return 'good';
  return kind === 'coordinator-away' || kind === 'late' ? 'care' : 'quiet';
}
