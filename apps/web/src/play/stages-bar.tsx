import { formatMs } from '../ui/format.ts';
import { STAGES, type Stage } from './view.ts';
import { STAGE_NAMES, STAGE_PLACES } from './words.ts';

const PLACE_NAMES = { here: 'here', between: 'on the way', helper: 'at the helper' } as const;

/** Where a frame's time goes: one bar, cut by stage, coloured by place; below it the same in figures. */
export function StagesBar({ stagesMs }: { stagesMs: Partial<Record<Stage, number>> }) {
  return (
    <div class="stages">
      <div class="stages-bar" aria-hidden="true">
        {STAGES.map((stage) => (
          <div key={stage} data-place={STAGE_PLACES[stage]} style={{ flexGrow: stagesMs[stage] ?? 0 }} />
        ))}
      </div>
      <p class="stages-places" aria-hidden="true">
        {(['here', 'between', 'helper'] as const).map((place) => (
          <span key={place} data-place={place}>
            {PLACE_NAMES[place]}
          </span>
        ))}
      </p>
      <dl class="stages-list">
        {STAGES.map((stage) => (
          <div key={stage} data-testid={`stat-stage-${stage}`} data-value={stagesMs[stage] ?? ''}>
            <dt data-place={STAGE_PLACES[stage]}>{STAGE_NAMES[stage]}</dt>
            <dd class="num">{formatMs(stagesMs[stage] ?? null)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
