import type { Pool } from '@p2c2g/protocol';
import { useRef } from 'preact/hooks';
import { PoolSelect } from '../access/pool-select.tsx';
import { RegionSelect } from '../access/region-select.tsx';
import { ProblemBox } from '../ui/problem-box.tsx';
import { ByteProgress } from '../ui/progress.tsx';
import { useKeepFocus } from '../ui/use-keep-focus.ts';
import type { HelpController, HelpView } from './view.ts';
import { isDonating, phaseSentence, phaseWords } from './words.ts';

interface DonateProps {
  view: HelpView;
  actions: HelpController;
  nowMs: number;
  serves: Pool;
  onServes: (serves: Pool) => void;
}

type ButtonActions = Record<'donate' | 'pause' | 'resume' | 'stop' | 'retryNow', () => void>;

/** The one place to look at and to press: state, reason, and the buttons that fit it. */
export function Donate({ view, actions, nowMs, serves, onServes }: DonateProps) {
  const { phase } = view;
  const row = useRef<HTMLDivElement>(null);
  const keepFocus = useKeepFocus(row, phase.kind);
  return (
    <section class={`panel donate${phase.kind === 'idle' ? ' donate-fresh' : ''}`} aria-label="Donate">
      <StateLine view={view} nowMs={nowMs} />
      {phase.kind === 'loading' && (
        <ByteProgress
          testId="model-progress"
          what={phase.load.model}
          loaded={phase.load.loadedBytes}
          total={phase.load.totalBytes}
        />
      )}
      {phase.kind === 'refused' && <ProblemBox problem={phase.problem} />}
      <div class="row" ref={row}>
        <Buttons view={view} actions={afterwards(actions, serves, keepFocus)} />
      </div>
      {!isDonating(phase) && (
        <>
          <PoolSelect id="serves" label="Whom to help" value={serves} onChange={onServes} />
          <RegionSelect />
        </>
      )}
    </section>
  );
}

/** The same actions, each also telling the row that one of its buttons was pressed. */
function afterwards(actions: HelpController, serves: Pool, tell: () => void): ButtonActions {
  const also = (action: () => void) => () => {
    tell();
    action();
  };
  return {
    donate: also(() => actions.donate(serves)),
    pause: also(actions.pause),
    resume: also(actions.resume),
    stop: also(actions.stop),
    retryNow: also(actions.retryNow),
  };
}

/**
 * State as pill and sentence. Only the pill is announced: the sentence counts seconds, and a screen reader that reads a
 * countdown aloud is no help.
 */
function StateLine({ view, nowMs }: { view: HelpView; nowMs: number }) {
  const { phase, serving } = view;
  const words = phaseWords(phase, serving.sessionsNow);
  const sentence = phaseSentence(phase, nowMs);
  return (
    <div class={phase.kind === 'idle' ? 'visually-hidden' : 'stack donate-state'}>
      <div role="status" aria-live="polite">
        <span
          class="pill"
          data-testid="helper-state"
          data-state={phase.kind}
          data-reason={'reason' in phase ? phase.reason : ''}
          data-tone={words.tone}
          data-busy={words.busy}
        >
          {words.title}
        </span>
      </div>
      {sentence && (
        <p class="soft" data-testid="state-sentence">
          {sentence}
        </p>
      )}
    </div>
  );
}

function Buttons({ view, actions }: { view: HelpView; actions: ButtonActions }) {
  const { phase } = view;
  if (!isDonating(phase)) {
    return (
      <button
        type="button"
        class="button button-main button-big"
        data-testid="donate"
        onClick={actions.donate}
      >
        {phase.kind === 'idle' ? 'Donate' : phase.kind === 'stopped' ? 'Donate again' : 'Try again'}
      </button>
    );
  }
  const canPause = phase.kind === 'waiting' || phase.kind === 'serving' || phase.kind === 'reconnecting';
  return (
    <>
      {phase.kind === 'reconnecting' && (
        <button type="button" class="button button-main" data-testid="retry" onClick={actions.retryNow}>
          Try now
        </button>
      )}
      {phase.kind === 'paused' && (
        <button type="button" class="button button-main" data-testid="resume" onClick={actions.resume}>
          Resume
        </button>
      )}
      {canPause && (
        <button type="button" class="button" data-testid="pause" onClick={actions.pause}>
          Pause
        </button>
      )}
      <button type="button" class="button" data-testid="stop" onClick={actions.stop}>
        Stop
      </button>
    </>
  );
}
