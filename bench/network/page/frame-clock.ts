/** Both pages run on one machine: their clocks agree to the fraction of a millisecond. */
export const machineMs = (): number => performance.timeOrigin + performance.now();

/** Calls `tick` `fps` times a second, without drift, until it is stopped. */
export function everyFrame(fps: number, tick: (frameId: number) => void): () => void {
  const startMs = performance.now();
  let frameId = 0;
  let timer: ReturnType<typeof setTimeout>;
  const run = () => {
    frameId += 1;
    tick(frameId);
    timer = setTimeout(run, Math.max(0, startMs + (frameId * 1000) / fps - performance.now()));
  };
  run();
  return () => clearTimeout(timer);
}
