/**
 * Lines over a logarithmic axis of bitrates, a panel for each way of upscaling, as SVG.
 * @module
 */

export interface Line {
  readonly label: string;
  /** In the order of their bitrates. */
  readonly points: readonly { readonly kbps: number; readonly value: number }[];
}

export interface Panel {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly panels: readonly Panel[];
}

const PANEL = { width: 260, height: 240 };
const MARGIN = { left: 36, right: 24, top: 54, bottom: 66 };
const LEGEND_PX = 100;
/** Told apart also by those who see no red or green (Okabe and Ito). */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#000000', '#56b4e9'];

/** Panels side by side on common axes. */
export function tradeoffSvg({ title, unit, panels }: Chart): string {
  const points = panels.flatMap(({ lines }) => lines.flatMap((line) => line.points));
  const axes = axesOf(points);
  const legends = Math.max(0, ...panels.map(({ lines }) => lines.length)) * LEGEND_PX;
  const width = MARGIN.left + Math.max(legends, panels.length * (PANEL.width + MARGIN.right));
  const height = MARGIN.top + PANEL.height + MARGIN.bottom;
  const drawn = panels.map((panel, i) =>
    drawPanel(panel, axes, MARGIN.left + i * (PANEL.width + MARGIN.right)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(MARGIN.left, 20, `${title} (${unit})`, 'font-size="14"'),
    ...axes.values.map((value) => text(MARGIN.left - 4, axes.y(value) + 4, `${value}`, 'text-anchor="end"')),
    ...drawn,
    legend(panels[0]?.lines ?? [], height - 16),
    '</svg>',
    '',
  ].join('\n');
}

interface Axes {
  readonly rates: readonly number[];
  readonly values: readonly number[];
  x(kbps: number): number;
  y(value: number): number;
}

function axesOf(points: readonly { kbps: number; value: number }[]): Axes {
  const rates = [...new Set(points.map(({ kbps }) => kbps))].toSorted((a, b) => a - b);
  const [first, last] = [Math.log(rates[0]!), Math.log(rates.at(-1)!)];
  const low = Math.floor(Math.min(...points.map(({ value }) => value)));
  const high = Math.ceil(Math.max(...points.map(({ value }) => value)));
  return {
    rates,
    values: Array.from({ length: high - low + 1 }, (_, i) => low + i),
    x: (kbps) => (PANEL.width * (Math.log(kbps) - first)) / Math.max(1e-9, last - first),
    y: (value) => MARGIN.top + PANEL.height * (1 - (value - low) / Math.max(1, high - low)),
  };
}

function drawPanel({ title, lines }: Panel, axes: Axes, left: number): string {
  const bottom = MARGIN.top + PANEL.height;
  const grid = axes.values.map((value) => rule(left, axes.y(value), left + PANEL.width, axes.y(value)));
  const ticks = axes.rates.map((kbps) => {
    const x = left + axes.x(kbps);
    return rule(x, MARGIN.top, x, bottom) + text(x, bottom + 14, `${kbps / 1000}`, 'text-anchor="middle"');
  });
  const drawn = lines.map(({ points }, i) => {
    const path = points
      .map(({ kbps, value }) => `${fixed(left + axes.x(kbps))},${fixed(axes.y(value))}`)
      .join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colourOf(i)}" stroke-width="2"/>`;
  });
  return [
    text(left, MARGIN.top - 8, title, 'font-weight="bold"'),
    ...grid,
    ...ticks,
    ...drawn,
    text(left + PANEL.width / 2, bottom + 30, 'uplink, Mbit/s', 'text-anchor="middle"'),
  ].join('\n');
}

function legend(lines: readonly Line[], y: number): string {
  return lines
    .map(({ label }, i) => {
      const x = MARGIN.left + i * LEGEND_PX;
      return `<rect x="${x}" y="${y - 6}" width="18" height="4" fill="${colourOf(i)}"/>${text(x + 24, y, label)}`;
    })
    .join('\n');
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length]!;
}

function rule(x1: number, y1: number, x2: number, y2: number): string {
  const ends = `x1="${fixed(x1)}" y1="${fixed(y1)}" x2="${fixed(x2)}" y2="${fixed(y2)}"`;
  return `<line ${ends} stroke="#ddd"/>`;
}

function text(x: number, y: number, words: string, more = ''): string {
  const safe = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${fixed(x)}" y="${fixed(y)}"${more && ` ${more}`}>${safe}</text>`;
}

function fixed(value: number): string {
  return `${Number(value.toFixed(1))}`;
}
