import { expect, test } from "vitest";
import { svgChart } from "../../../benchmarks/support/svgChart.js";

const bars = [
  { name: "decode", value: 0.5, low: 0.25, high: 1 },
  { name: "prefill", value: 1, low: 1, high: 1 },
];

/** The widths of the bars, in the order they stand. */
const widths = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect class="bar"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));

test("bars are as long as their values, on one scale a panel", () => {
  const [half, whole] = widths(svgChart("a chart", [{ title: "speed", unit: "×", bars }]));
  expect(half).toBeGreaterThan(0);
  expect(whole).toBeCloseTo(2 * (half ?? 0), 0);
});

test("the longest spread and the reference still fit", () => {
  const [half] = widths(svgChart("a chart", [{ title: "speed", unit: "×", bars }]));
  const [shorter] = widths(svgChart("a chart", [{ title: "speed", unit: "×", reference: 2, bars }]));
  expect(shorter).toBeCloseTo((half ?? 0) / 2, 0);
  expect(svgChart("a chart", [{ title: "speed", unit: "×", reference: 2, bars }])).toContain('class="reference" d="M');
  expect(svgChart("a chart", [{ title: "speed", unit: "×", bars }])).not.toContain('class="reference" d="M');
});

test("panels stand below each other inside of the picture", () => {
  const panel = { title: "speed", unit: "×", bars };
  const svg = svgChart("a chart", [panel, panel]);
  const tops = [...svg.matchAll(/translate\(0 (\d+)\)/g)].map(([, top]) => Number(top));
  const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1]);
  expect(tops).toHaveLength(2);
  expect(height).toBeGreaterThanOrEqual(2 * (tops[1] ?? 0));
});

test("names are text, whatever they hold, and values are numbers also when all are zero", () => {
  const bar = { name: `a < b & "c"`, value: 0, low: 0, high: 0 };
  const svg = svgChart("<title>", [{ title: "x", unit: "ms", bars: [bar] }]);
  expect(svg).toContain("a &lt; b &amp; &quot;c&quot;");
  expect(svg).toContain('aria-label="&lt;title&gt;"');
  expect(svg).not.toContain("NaN");
});
