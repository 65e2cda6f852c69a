import type { Shortcut } from './shortcuts.ts';

export type StageAction = Shortcut | 'copy';

interface ControlsProps {
  showStats: boolean;
  onAction: (action: StageAction) => void;
}

/** The buttons under the picture. Each key of `shortcuts.ts` has its button here. */
export function StageControls({ showStats, onAction }: ControlsProps) {
  const button = (action: StageAction, text: string, testId: string, key?: string) => (
    <button
      type="button"
      class="button button-small"
      data-testid={testId}
      aria-keyshortcuts={key}
      title={key ? `${text} (${key})` : text}
      onClick={() => onAction(action)}
    >
      {text}
    </button>
  );
  return (
    <div class="row stage-controls">
      <button
        type="button"
        class="button button-small"
        data-testid="toggle-stats"
        aria-pressed={showStats}
        aria-keyshortcuts="S"
        title="Numbers (S)"
        onClick={() => onAction('stats')}
      >
        Numbers
      </button>
      {button('fullscreen', 'Full screen', 'fullscreen', 'F')}
      {button('screenshot', 'Screenshot', 'screenshot', 'P')}
      {button('copy', 'Copy diagnostics', 'copy-diagnostics')}
      {button('shortcuts', 'Keys', 'shortcuts', '?')}
      {button('stop', 'Stop', 'stop-play', 'Escape')}
    </div>
  );
}
