import { useRef } from 'preact/hooks';
import { ProblemBox } from '../ui/problem-box.tsx';
import { StageCanvas } from './canvas.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { StageControls } from './stage-controls.tsx';
import { StatsPanel } from './stats-panel.tsx';
import { useStageActions } from './use-stage-actions.ts';
import type { PlayController, PlayView } from './view.ts';
import { phaseWords } from './words.ts';

interface StageProps {
  view: PlayView;
  controller: PlayController;
  showStats: boolean;
  toggleStats: () => void;
}

/**
 * The picture and what belongs to it. Always mounted, and hidden while nothing plays, so that the controller has its
 * canvas before *Play* is pressed.
 */
export function Stage({ view, controller, showStats, toggleStats }: StageProps) {
  const frame = useRef<HTMLElement>(null);
  const { phase } = view;
  const active = phase.kind === 'starting' || phase.kind === 'playing';
  const { run, toast, keysOpen, closeKeys } = useStageActions(controller, frame, active, toggleStats);
  const words = phaseWords(phase);
  return (
    <section
      ref={frame}
      class="stage"
      tabIndex={-1}
      aria-label="Stage"
      hidden={!active}
      data-stats={showStats}
    >
      <div class="stage-picture" data-waiting={phase.kind === 'starting'}>
        <StageCanvas
          key={view.canvasGeneration}
          attach={controller.attachCanvas}
          label="The game, upscaled"
        />
      </div>
      <div class="stage-foot">
        <div class="stage-status">
          <div role="status" aria-live="polite">
            <span
              class="pill"
              data-testid="status"
              data-state={words.state}
              data-tone={words.tone}
              data-busy={words.busy}
            >
              {words.title}
            </span>
          </div>
          <span class="soft small" role="status" data-testid="toast">
            {toast}
          </span>
        </div>
        <StageControls showStats={showStats} onAction={run} />
        {view.notice && (
          <ProblemBox problem={view.notice} tone="notice">
            <button type="button" class="button button-small" onClick={controller.dismissNotice}>
              Dismiss
            </button>
          </ProblemBox>
        )}
      </div>
      <StatsPanel stats={view.stats} hidden={!showStats} />
      <KeysDialog open={keysOpen} onClose={closeKeys} />
    </section>
  );
}
