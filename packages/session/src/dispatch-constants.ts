/**
 * Numbers of the dispatch policy, each with its reason. They were tuned together in the seeded simulation (`simulation/`): change
 * one, run it, and read the whole table.
 */

/** Gain of the smoothed response time. A fifth follows a slow-down in a handful of frames and shrugs off one bad one. */
export const EWMA_GAIN = 0.2;

/** Gain of its mean deviation, as in TCP (RFC 6298). */
export const DEV_GAIN = 0.25;

/** A queue length told by a helper says little about its queue a few frames later: it fades with `exp(-age / this)`. */
export const RIF_FADE_MS = 100;

/**
 * What a helper's answers took says less and less of what the next will take: it fades with `exp(-age / this)`. Long enough to stay
 * away from a helper that others crowd, short enough to come back when they left. In the simulation it lifts heavy load by 1.6 points.
 */
export const SEEN_FADE_MS = 2_000;

/** Orders under way at one helper. Three cover a round trip of three frame times; more would only wait in its queue. */
export const MAX_INFLIGHT = 3;

/** The current helper stays unless another's expected time is under this share of its own: every change costs a key frame. */
export const STAY_UNLESS_BELOW = 0.8;

/**
 * A helper is asked when its expected time is within this many times the time left. An estimate is a mean: half of those a little
 * over it come in time, and a helper turns down at once what it cannot do. At 1.5 an overloaded pool suffers, at 1 a busy one.
 */
export const TRY_WITHIN = 1.2;

/** A hedge sooner than this is noise: timers and decoders alone vary by some milliseconds. */
export const HEDGE_FLOOR_MS = 10;

/**
 * At the latest, hedge when this share of the deadline has passed: the rest must do for a whole second try. Being the last chance,
 * this hedge is made in a busy pool too.
 */
export const HEDGE_DEADLINE_SHARE = 0.6;

/** Otherwise hedge when the answer is this many mean deviations late, which about one in a hundred is. */
export const HEDGE_DEVIATIONS = 3;

/** Hedges earned by each frame: they may add a tenth to the pool's work, not double it. */
export const HEDGE_TOKENS_PER_FRAME = 0.1;

/** Hedges that may be saved: enough to carry three seconds at 30 fps of a helper that hangs now and then. */
export const HEDGE_BURST = 10;

/** Hedging a busy pool makes it busier, and all of it later. */
export const HEDGE_MAX_UTILISATION = 0.5;

/** An order not answered by then never will be, for our purposes; its slot is freed and the helper has missed. */
export const ATTEMPT_TIMEOUT_MS = 250;

/** Heartbeats come every 250 ms at the latest, so this is two of them missed. */
export const LINK_SILENCE_MS = 500;

/** Misses in a row that put a helper out. One is bad luck on a lossy network, three are not. */
export const BREAKER_MISSES = 3;

/** A helper is out for this long the first time, twice that the second, and so on ... */
export const BREAKER_OUT_MS = 500;

/** ... up to this many times. */
export const BREAKER_MAX_STEPS = 10;

/** Helpers that may get one frame, one after the other or by hedging. After that its deadline is past anyway. */
export const MAX_ATTEMPTS = 3;

/** When no helper is quick enough, one is asked this often for a frame that nobody waits for, to see whether it is again. */
export const PROBE_EVERY_MS = 500;

/** Answers after which a helper is known: its encoder and our decoder have started, which costs the first frame tens of milliseconds. */
export const REHEARSALS = 3;

/** Until then it is ordered a frame this often that the current helper does too. */
export const REHEARSE_NEW_EVERY_MS = 250;

/** A known standby does one in so long: its estimate stays true, and one that has silently broken is found before it is needed. */
export const REHEARSE_EVERY_MS = 5_000;

/** Ended frames remembered, to name their late results: 4 s at 60 fps. */
export const REMEMBERED_FRAMES = 256;

/** Deviations by which a receipt is late before it is missing. A missing one costs a hedge, so more than an answer's three. */
export const RECEIPT_DEVIATIONS = 4;

/** A receipt that came sooner than this is not missed sooner: threads alone, ours and theirs, are late by some milliseconds. */
export const RECEIPT_FLOOR_MS = 5;

/** A receipt that took longer was written after a stall: it must not make the next one seem early for seconds. */
export const RECEIPT_CAP_MS = 50;

/** Results in a row without a receipt, after which receipts are not expected any more: the helper lives, and they get lost. */
export const RECEIPT_MISSES = 3;

/** A helper told to have this much waiting may be too busy to write a receipt: WASM holds its thread. */
export const RECEIPT_MAX_QUEUE = 0.5;

/** Overdue answers at one helper from which on new frames go to others: it takes orders and gives nothing back. */
export const OVERDUE_LIMIT = 2;
