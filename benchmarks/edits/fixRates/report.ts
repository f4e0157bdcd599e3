import { barChart, share, table } from "../../support/markdown.js";
import type { Bar, Panel } from "../../support/svgChart.js";
import { gainOf, ratesOf, type Rate, type Rates } from "./rates.js";
import type { CaseSamples } from "./sample.js";

/** What was measured with what. */
export interface Setting {
  readonly candidates: number;
  readonly singleRounds: number;
  readonly verifiedRounds: number;
  readonly model: string;
  readonly engine: string;
  readonly typescript: string;
}

/** The report for people. */
export function report(cases: readonly CaseSamples[], setting: Setting): string {
  const { candidates, singleRounds, verifiedRounds } = setting;
  const rates = ratesOf(cases);
  const gain = gainOf(cases);
  const verified = `verified with ${candidates}`;
  return `## Fix rates

The ${cases.length} fix cases of \`test/fixtures/heldout.jsonl\` (identifiers that never occur in the model's training)
go through the product: the document is opened in the language server, with its problem where the case names one, and
\`ponder/edit/propose\` is asked. A case counts only when the whole text is the expected one, to the letter. Only the
benchmark knows the expected text; the rules that rank candidates never see it. They are what a user without any setting
has: format, parse, TypeScript's problems in TypeScript and JavaScript, and the votes. No tests run, since the cases have
none, and Python is judged by its grammar and the votes alone.

- model: ${setting.model}
- engine: ${setting.engine}; problems: TypeScript ${setting.typescript}
- each case once at temperature 0 (the demo model's own setting), ${singleRounds} times at 0.6/top-p 0.95 (R1's), and
  ${verifiedRounds} times as a group of ${candidates} at 0.6/0.95; every sample has a new seed

\`\`\`text
${barChart([
  { name: "single, temperature 0", share: rates.greedy.share },
  { name: "single, temperature 0.6", share: rates.single.share },
  { name: verified, share: rates.verified.share },
  { name: `any of ${candidates} (no ranking can do better)`, share: rates.any },
])}
\`\`\`

A verified fix is the expected one more often than a single sample by ${points(gain.value)} points (95 % interval over the
cases: ${points(gain.low)} to ${points(gain.high)}). One answer of the same groups, taken blindly, is right in
${percent(rates.blind)}.

${table(
  ["", "fix rate", "tokens per fix", "seconds per fix"],
  [
    row("single, temperature 0", rates.greedy),
    row("single, temperature 0.6", rates.single),
    row(verified, rates.verified),
  ],
)}

${byLanguage(cases, verified)}

What the card of the fix that is shown first is worth: where no rule failed it was the expected one in
${share(rates.whenPassed.solved, rates.whenPassed.all)}, where one failed in ${share(rates.whenFailed.solved, rates.whenFailed.all)}.
`;
}

/** The fix rates as a picture. */
export function fixRateChart(cases: readonly CaseSamples[], candidates: number): Panel {
  const { greedy, single, verified, any } = ratesOf(cases);
  const bar = (name: string, rate: number): Bar => {
    const value = Math.round(1_000 * rate) / 10;
    return { name, value, low: value, high: value };
  };
  return {
    title: "Fixes that are the expected text, to the letter",
    unit: "%",
    bars: [
      bar("single, temperature 0", greedy.share),
      bar("single, temperature 0.6", single.share),
      bar(`verified with ${candidates}`, verified.share),
      bar(`any of ${candidates} (no ranking can do better)`, any),
    ],
  };
}

function byLanguage(cases: readonly CaseSamples[], verified: string): string {
  const languages = [...new Set(cases.map(({ languageId }) => languageId))].sort();
  const rows = languages.map((languageId) => {
    const own = cases.filter((one) => one.languageId === languageId);
    const { greedy, single, verified: best, any }: Rates = ratesOf(own);
    return [languageId, own.length, ...[greedy.share, single.share, best.share, any].map(percent)];
  });
  return table(["language", "cases", "temperature 0", "temperature 0.6", verified, "any"], rows);
}

const row = (name: string, { share: rate, tokens, seconds }: Rate): readonly string[] => [
  name,
  percent(rate),
  tokens.toFixed(0),
  seconds.toFixed(2),
];
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const points = (value: number): string => (100 * value).toFixed(1);
