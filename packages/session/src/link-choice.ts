import type { Random } from '@p2c2g/transport';
import { STAY_UNLESS_BELOW, TRY_WITHIN } from './dispatch-constants.ts';
import type { LocalReason } from './dispatch-types.ts';
import type { LinkState } from './link-state.ts';

export interface ChoiceInput {
  readonly links: Iterable<LinkState>;
  readonly active: LinkState | undefined;
  /** Links not to ask: those that had the frame already. */
  readonly without: (link: LinkState) => boolean;
  readonly timeLeftMs: number;
  /** What this machine's own network takes for a frame; undefined where it has none to spare. */
  readonly ownMs: number | undefined;
  /** Of a whole picture's work, 0..1. */
  readonly share: number;
  readonly nowMs: number;
  readonly random: Random;
}

export type Choice =
  | { readonly link: LinkState }
  | { readonly link: undefined; readonly reason: LocalReason };

/**
 * The helper with the least expected time, in favour of the current one. A doubtful one only when no other can take the frame. The own machine
 * is a link without a network, and the game wants its time: it takes what helpers would hardly bring in time, and goes before doubtful ones.
 */
export function chooseLink(input: ChoiceInput): Choice {
  const links = [...input.links];
  const choice = chooseAmong(
    links.filter((link) => !link.doubtful),
    input,
  );
  if (choice.link || links.every((link) => !link.doubtful)) return choice;
  return ownIsInTime(input) ? { link: undefined, reason: 'own-engine' } : chooseAmong(links, input);
}

const ownIsInTime = ({ ownMs, timeLeftMs }: ChoiceInput): boolean =>
  ownMs !== undefined && ownMs < timeLeftMs;

function chooseAmong(links: readonly LinkState[], input: ChoiceInput): Choice {
  const inOrder = links.filter((link) => link.isInOrder(input.nowMs) && !input.without(link));
  if (inOrder.length === 0) return { link: undefined, reason: 'no-link' };
  const free = inOrder.filter((link) => link.hasRoom(input.nowMs));
  if (free.length === 0) return { link: undefined, reason: 'all-busy' };
  const link = quickest(free, input);
  if (link) return { link };
  return { link: undefined, reason: ownIsInTime(input) ? 'own-engine' : 'too-slow' };
}

function quickest(links: readonly LinkState[], input: ChoiceInput): LinkState | undefined {
  // A try that may fail is better than nothing, and worse than what surely comes.
  const limitMs = (ownIsInTime(input) ? 1 : TRY_WITHIN) * input.timeLeftMs;
  let best: LinkState | undefined;
  let bestMs = limitMs;
  for (const link of links) {
    const etaMs = link.etaMs(input.nowMs, input.share);
    // Gamers that start together with the same numbers must not all pick the same helper.
    if (etaMs < bestMs || (etaMs === bestMs && (!best || input.random() < 0.5))) {
      best = link;
      bestMs = etaMs;
    }
  }
  const { active } = input;
  if (!best || !active || !links.includes(active)) return best;
  const activeMs = active.etaMs(input.nowMs, input.share);
  return activeMs <= limitMs && bestMs >= STAY_UNLESS_BELOW * activeMs ? active : best;
}
