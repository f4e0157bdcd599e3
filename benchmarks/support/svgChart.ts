/** A bar of a chart. */
export interface Bar {
  readonly name: string;
  readonly value: number;
  /** The smallest and the largest value that were measured. */
  readonly low: number;
  readonly high: number;
}

/** Bars with one scale. */
export interface Panel {
  readonly title: string;
  readonly unit: string;
  /** Where a line goes through all bars, for example 1 for "the same". */
  readonly reference?: number;
  readonly bars: readonly Bar[];
}

const width = 760;
const nameWidth = 300;
const valueWidth = 80;
const barWidth = width - nameWidth - valueWidth;
const rowHeight = 24;
const titleHeight = 40;

/**
 * A chart of horizontal bars with their spread, as an SVG picture that is readable on light and dark ground.
 *
 * @param title said to those who cannot see it.
 */
export function svgChart(title: string, panels: readonly Panel[]): string {
  let top = 0;
  const parts = panels.map((panel) => {
    const part = `<g transform="translate(0 ${top})">${drawPanel(panel)}</g>`;
    top += titleHeight + panel.bars.length * rowHeight;
    return part;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top + 10}" width="${width}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title>
<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .bar { fill: #4c7fd0; }
  .spread, .reference { stroke: #1f2328; fill: none; }
  .reference { stroke-dasharray: 4 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .spread, .reference { stroke: #e6edf3; }
  }
</style>
${parts.join("\n")}
</svg>
`;
}

function drawPanel({ title, unit, reference, bars }: Panel): string {
  const longest = Math.max(reference ?? 0, ...bars.map(({ high }) => high));
  const x = (value: number): number => round(nameWidth + (longest > 0 ? value / longest : 0) * barWidth);
  const bottom = titleHeight + bars.length * rowHeight;
  const rows = bars.map((bar, at) => {
    const y = titleHeight + at * rowHeight;
    const middle = y + rowHeight / 2 - 2;
    return [
      `<text x="${nameWidth - 8}" y="${middle + 5}" text-anchor="end">${escape(bar.name)}</text>`,
      `<rect class="bar" x="${nameWidth}" y="${y + 2}" width="${round(x(bar.value) - nameWidth)}" height="${rowHeight - 8}"/>`,
      `<path class="spread" d="M${x(bar.low)} ${middle}H${x(bar.high)}M${x(bar.low)} ${middle - 4}v8M${x(bar.high)} ${middle - 4}v8"/>`,
      `<text x="${width - valueWidth + 8}" y="${middle + 5}">${shown(bar.value)} ${escape(unit)}</text>`,
    ].join("");
  });
  const line =
    reference === undefined ? "" : `<path class="reference" d="M${x(reference)} ${titleHeight - 4}V${bottom - 2}"/>`;
  return `<text class="title" x="0" y="${titleHeight - 14}">${escape(title)}</text>${rows.join("")}${line}`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
