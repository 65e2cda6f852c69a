import { useEffect, useRef } from 'preact/hooks';

/**
 * The canvas, given to the controller once per mount.
 *
 * The parent sets `key={generation}`: a canvas whose control went to a worker can never be used again, so a new
 * generation must be a new element.
 */
export function StageCanvas({
  attach,
  label,
}: {
  attach: (canvas: HTMLCanvasElement) => void;
  label: string;
}) {
  const ref = useRef<HTMLCanvasElement>(null);
  // Once per element, whatever the parent passes later.
  useEffect(() => {
    if (ref.current) attach(ref.current);
  }, []);
  return <canvas ref={ref} class="stage-canvas" data-testid="stage" role="img" aria-label={label} />;
}
