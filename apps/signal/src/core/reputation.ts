/**
 * How far a helper is trusted, as a Beta posterior that forgets: the mean of good over all, from an even prior.
 * The seam for verification results, quarantine and appeal.
 * @module
 */
export interface Reputation {
  readonly good: number;
  readonly bad: number;
}
/** Each judgement fades by this share with every later one: about the last fifty count. */
const MEMORY = 0.98;

export const NEW_REPUTATION: Reputation = Object.freeze({ good: 1, bad: 1 });

export const judge = ({ good, bad }: Reputation, wasGood: boolean): Reputation => ({
  good: Math.max(1, good * MEMORY) + (wasGood ? 1 : 0),
  bad: Math.max(1, bad * MEMORY) + (wasGood ? 0 : 1),
});

/** 0..1; a newcomer has .5. */
export const reputationOf = ({ good, bad }: Reputation): number => good / (good + bad);
