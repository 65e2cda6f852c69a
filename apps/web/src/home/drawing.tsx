/**
 * How it works, as a picture: a small coarse frame leaves the gamer, passes one of several helpers, comes back large and fine.
 *
 * It is decoration: the numbered words beside it say the same.
 */
export function Drawing() {
  return (
    <svg class="drawing" viewBox="0 0 640 250" aria-hidden="true">
      <path class="way way-out" d="M150 88C220 60 255 48 318 48" />
      <path class="way way-spare" d="M150 100C220 106 255 125 318 125" />
      <path class="way way-spare" d="M150 112C215 150 250 202 318 202" />
      <path class="way way-back" d="M402 48C455 48 460 82 478 96" />

      <Coarse />
      <Helper y={48} busy />
      <Helper y={125} busy={false} />
      <Helper y={202} busy={false} />
      <Fine />

      <text x="86" y="190">
        640 × 360
      </text>
      <text x="555" y="218">
        1280 × 720
      </text>
    </svg>
  );
}

/** Hills and sun in sixteen fat pixels a side. */
function Coarse() {
  const cells: [number, number, string][] = [
    [3, 0, 'sun'],
    [1, 1, 'hill'],
    [0, 2, 'hill'],
    [1, 2, 'hill'],
    [2, 2, 'hill'],
    [3, 2, 'far'],
    [4, 2, 'far'],
  ];
  return (
    <g transform="translate(36 76)">
      <rect class="screen" x="-6" y="-6" width="112" height="84" rx="8" />
      {cells.map(([x, y, kind]) => (
        <rect key={`${x},${y}`} class={kind} x={x * 20} y={8 + y * 20} width="20" height="20" />
      ))}
    </g>
  );
}

/** The same picture, large and smooth. */
function Fine() {
  return (
    <g transform="translate(484 62)">
      <rect class="screen" x="-8" y="-8" width="158" height="128" rx="10" />
      <circle class="sun" cx="104" cy="34" r="16" />
      <path class="far" d="M46 96C70 58 92 56 142 84V112H46z" />
      <path class="hill" d="M0 112V84C24 40 44 36 62 66C76 86 92 100 110 112z" />
    </g>
  );
}

function Helper({ y, busy }: { y: number; busy: boolean }) {
  return (
    <g transform={`translate(360 ${y})`}>
      <rect class={busy ? 'chip chip-busy' : 'chip'} x="-38" y="-28" width="76" height="56" rx="10" />
      <path class="pins" d="M-20 -14h40v28h-40zM-8 -14v28M4 -14v28" />
    </g>
  );
}
