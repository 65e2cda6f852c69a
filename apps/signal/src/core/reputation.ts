/**
 * How far a helper is trusted, as a Beta posterior that forgets: the mean of good over all, from an even prior. Its owner is
 * told what it rests on. The seam for verification results, quarantine and appeal.
 * @module
 */
import type { EndCause } from './fault.ts';

/** One link that was counted for or against its helper. */
export interface Judgement {
  readonly good: boolean;
  readonly cause: EndCause;
  readonly atMs: number;
}

export interface Reputation {
  readonly good: number;
  readonly bad: number;
  /** The newest ones, latest last: what its owner is told. */
  readonly latest: readonly Judgement[];
}
/** Each judgement fades by this share with every later one: about the last fifty count. */
const MEMORY = 0.98;
/** So many are remembered one by one. */
const MOST_LATEST = 5;

export const NEW_REPUTATION: Reputation = Object.freeze({ good: 1, bad: 1, latest: Object.freeze([]) });

/**
 * Links may break for many reasons; that several gamers agree on pictures of something else has one. It outweighs ten that held.
 */
const weightOf = ({ good, cause }: Judgement): number => (!good && cause === 'wrong_pictures' ? 10 : 1);

export const judge = ({ good, bad, latest }: Reputation, judgement: Judgement): Reputation => ({
  good: Math.max(1, good * MEMORY) + (judgement.good ? 1 : 0),
  bad: Math.max(1, bad * MEMORY) + (judgement.good ? 0 : weightOf(judgement)),
  latest: [...latest, judgement].slice(-MOST_LATEST),
});

/** 0..1; a newcomer has .5. */
export const reputationOf = ({ good, bad }: Pick<Reputation, 'good' | 'bad'>): number => good / (good + bad);
