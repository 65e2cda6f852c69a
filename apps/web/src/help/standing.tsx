import { formatShare } from '../ui/format.ts';
import { standingWords } from './standing-words.ts';
import type { Standing as StandingView } from './view.ts';

/** How far this device is trusted, and what that rests on: for its owner's eyes. */
export function Standing({ standing }: { standing: StandingView }) {
  return (
    <section class="panel stack" aria-labelledby="standing">
      <div class="panel-head">
        <h2 id="standing">How far you are trusted</h2>
        <span class="num" data-testid="standing" data-value={standing.score}>
          {formatShare(standing.score)}
        </span>
      </div>
      <p class="soft" data-testid="standing-why">
        {standingWords(standing)} Games go to trusted helpers first.
      </p>
    </section>
  );
}
