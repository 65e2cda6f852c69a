import type { SelfCheck } from './view.ts';
import { CHECK_NAMES, CHECK_STATE_WORDS } from './words.ts';

/** The self-check: each line says what was found and, if something is amiss, what would mend it. */
export function Checks({ checks }: { checks: readonly SelfCheck[] }) {
  return (
    <section class="panel" aria-labelledby="checks">
      <div class="panel-head">
        <h2 id="checks">Self-check</h2>
      </div>
      <ul class="checks">
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} />
        ))}
      </ul>
    </section>
  );
}

function CheckRow({ check }: { check: SelfCheck }) {
  return (
    <li class="check" data-testid={`check-${check.id}`} data-state={check.state}>
      <CheckIcon state={check.state} />
      <div>
        <p class="check-name">
          {CHECK_NAMES[check.id]}
          <span class="visually-hidden">: {CHECK_STATE_WORDS[check.state]}</span>
        </p>
        {check.detail && <p class="soft small">{check.detail}</p>}
        {check.remedy && <p class="check-remedy small">{check.remedy}</p>}
      </div>
    </li>
  );
}

/** Shape as well as colour, so that no one needs to tell red from green. */
function CheckIcon({ state }: { state: SelfCheck['state'] }) {
  return (
    <svg class="check-icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      {state === 'pending' && <circle cx="10" cy="10" r="7" />}
      {state === 'ok' && <path d="M4 10.5l4 4 8-9" />}
      {state === 'warn' && <path d="M10 3l8 14H2zM10 8.5v4M10 14.5v.4" />}
      {state === 'fail' && <path d="M5 5l10 10M15 5L5 15" />}
    </svg>
  );
}
