/** Why a helper is trusted as far as it is, for its owner. */
import type { EndCause } from '@p2c2g/protocol';
import type { Standing } from './view.ts';

/** How a link was lost, from this device's side. */
const LOST_WORDS: Readonly<Partial<Record<EndCause, string>>> = {
  silent: 'this tab said nothing any more',
  socket_closed: 'this tab was gone without a farewell',
  reported: 'the gamer got no more frames from here',
  wrong_pictures:
    'several gamers got pictures from here that were not of their games (often a graphics driver)',
  no_answer: 'this tab did not answer the offer',
  no_connection: 'no connection came about',
  released_by_helper: 'no connection came about',
};

/** What the share rests on, in a sentence or three. */
export function standingWords({ good, bad, latest }: Standing): string {
  const [held, lost] = [Math.round(good), Math.round(bad)];
  if (held + lost === 0) return 'No link has been judged yet; everybody starts in the middle.';
  const sums = `Of the last links, ${held} held and ${lost} failed; each counts less with every new one.`;
  const newest = latest.at(-1);
  if (!newest) return sums;
  const why = LOST_WORDS[newest.cause] ?? 'the reason is not known';
  return newest.good ? `${sums} The newest held.` : `${sums} The newest failed: ${why}.`;
}
