/** A frame of fewer packets has no end to speak of. */
const LEAST_PACKETS = 4;
/**
 * A frame that lost more of its later packets tells for a short queue, one that lost more of its earlier ones against it: the logarithms of
 * how much likelier each is where a queue drops the ends of frames (19 in 20) than where packets are lost anywhere (as often one as the other).
 */
const LATER = Math.log(0.95 / 0.5);
const EARLIER = Math.log(0.05 / 0.5);
/** A frame that came whole tells a little against it: where fewer than one in five is cut, there is little to be won. */
const WHOLE = -0.16;
/** Loss anywhere looks like this once in more than a million frames that lose packets: hours of a very bad line. */
const CERTAIN = 14;

/**
 * Tells whether what is lost are the ends of frames: the sign of a queue that is shorter than a frame, which a frame sent at once overflows. Loss
 * at random and in bursts is as often at a frame's beginning. A cumulative sum that never falls below zero (Page, "Continuous inspection schemes",
 * 1954).
 */
export class EndLoss {
  #score = 0;

  /** One frame, packet by packet in order of sending: `true` for one that came. */
  frame(came: readonly boolean[]): void {
    if (came.length < LEAST_PACKETS) return;
    this.#score = Math.max(0, Math.min(CERTAIN, this.#score + signOf(came)));
  }

  get certain(): boolean {
    return this.#score >= CERTAIN;
  }
}

function signOf(came: readonly boolean[]): number {
  let lost = 0;
  let lean = 0;
  came.forEach((each, i) => {
    if (each) return;
    lost += 1;
    lean += 2 * i - (came.length - 1);
  });
  if (lost === 0) return WHOLE;
  if (lean === 0) return 0;
  return lean > 0 ? LATER : EARLIER;
}
