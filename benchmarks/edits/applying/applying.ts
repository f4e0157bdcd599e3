import { applyPatch } from "diff";
import { TextDocument } from "vscode-languageserver-textdocument";
import { makeProposal } from "../../../language-server/edits/makeProposal.js";
import { trimBlank } from "../../../language-server/edits/match/findLines.js";
import { LineIndex } from "../../../language-server/edits/match/lineIndex.js";
import { matchSimilar } from "../../../language-server/edits/match/matchSimilar.js";
import { PonderFailure } from "../../../protocol/errors.js";
import { table } from "../../support/markdown.js";
import { median, quantile, ratios, significant } from "../../support/statistics.js";
import { allCases } from "../cases/allCases.js";
import { filesOf, runCase, type EditCase } from "../cases/editCase.js";
import type { Part } from "../part.js";
import { bigEdits, similarEdit, type BigEdit } from "./bigEdits.js";
import { plainMatch } from "./plainMatch.js";

const lineCount = 10_000;
const blockCount = 100;
/** The plain rule takes a good part of a second for each. */
const plainCount = 3;

/** How fast and how right the edit engine places what a model wrote. */
export const applying: Part = {
  name: "applying",
  results: "edits-applying",
  title: "How edits are placed",
  measure({ quick }) {
    const rounds = quick ? 5 : 40;
    const edits = bigEdits(lineCount, blockCount);
    const similar = similarEdit(lineCount, blockCount);
    const similarTimes: number[] = [];
    const times = edits.map((): number[] => []);
    const peer: number[] = [];
    const patch = edits.find(({ name }) => name === "unified diff");
    // The first rounds are the compiler's; then everybody takes turns.
    for (let round = -3; round < rounds; round++) {
      for (const [at, edit] of edits.entries()) {
        const took = timeOf(() => place(edit), edit.after);
        if (round >= 0) times[at]?.push(took);
      }
      const tookSimilar = timeOf(() => place(similar), similar.after);
      if (round >= 0) similarTimes.push(tookSimilar);
      if (patch) {
        const took = timeOf(() => applyPatch(patch.before, patch.answer), patch.after);
        if (round >= 0) peer.push(took);
      }
    }
    const cases = Object.values(allCases).flat();
    const right = cases.filter(isRight).length;
    const worst = Math.max(...times.map((one) => quantile(one, 0.95)));
    const diffTimes = times.at(-1) ?? [];
    const vsPeer = median(ratios(diffTimes, peer));
    const plainly = plainTimeOf(similar.before.split("\n"), similar.searches.slice(0, plainCount)) / plainCount;
    const vsPlain = median(similarTimes) / blockCount / plainly;
    const rows = [
      ...edits.map(({ name }, at) => [`Ponder: ${name}`, ...timesOf(times[at] ?? [])]),
      [`Ponder: ${similar.name}`, ...timesOf(similarTimes)],
      ["`applyPatch` of jsdiff: unified diff", ...timesOf(peer)],
    ];
    return Promise.resolve({
      text: [
        "## Throughput",
        `An answer with ${String(blockCount)} changes of a file of ${String(lineCount)} lines, from the answer's text to`,
        `the hunks of a proposal, with its hashes and checks; ${String(rounds)} rounds in turns. The peer places exact`,
        "hunks by their line numbers, and does not look past other white space.",
        "",
        table(["what", "median, ms", "95 % within, ms"], rows),
        "",
        "Search texts with a line more or less have a place that is only similar. The rule itself, without an index and",
        `with every line compared with every other (\`plainMatch.ts\`), finds the same places and takes`,
        `${plainly.toFixed(0)} ms for one of them (mean of ${String(plainCount)}).`,
        "",
        "## Correctness",
        `Of ${String(cases.length)} cases in ${String(Object.keys(allCases).length)} tables, ${String(right)} come out`,
        "as they must: the text, or the named refusal.",
      ].join("\n"),
      figures: {
        apply_100_blocks_p95: { value: significant(worst), unit: "ms", goal: { comparison: "<=", value: 50 } },
        apply_diff_vs_peer: { value: significant(vsPeer), unit: "ratio" },
        apply_100_similar_p95: {
          value: significant(quantile(similarTimes, 0.95)),
          unit: "ms",
          goal: { comparison: "<=", value: 1000 },
        },
        apply_similar_vs_plain: { value: significant(vsPlain), unit: "ratio" },
        apply_cases: { value: cases.length, unit: "cases", goal: { comparison: ">=", value: 300 } },
        apply_cases_right: {
          value: significant(right / cases.length, 4),
          unit: "share",
          goal: { comparison: ">=", value: 1 },
        },
      },
    });
  },
};

function place({ before, answer }: BigEdit): string {
  const uri = "file:///big.js";
  const target = { start: 0, end: before.split("\n").length - 1 };
  const main = { uri, version: 1, languageId: "javascript", path: "/big.js", text: before, target };
  const hunks = makeProposal(answer, { main, named: new Map() }).files[0]?.hunks ?? [];
  return TextDocument.applyEdits(TextDocument.create(uri, "javascript", 1, before), [...hunks]);
}

/** @returns milliseconds @throws when the text that comes out is not the right one: what is wrong has no speed. */
function timeOf(work: () => string | false, wanted: string): number {
  const start = performance.now();
  const result = work();
  const took = performance.now() - start;
  if (result !== wanted) throw new Error("An edit was not placed as it must be.");
  return took;
}

/** @returns milliseconds that the plain rule takes @throws when the matchers of the product do not find the same. */
function plainTimeOf(document: readonly string[], searches: readonly (readonly string[])[]): number {
  const start = performance.now();
  const places = searches.map((search) => plainMatch.similar(document, trimBlank(search)));
  const took = performance.now() - start;
  const index = new LineIndex(document);
  const found = searches.map((search) => matchSimilar(index, trimBlank(search)));
  if (JSON.stringify(found) !== JSON.stringify(places)) throw new Error("The rules do not find the same places.");
  return took;
}

function timesOf(times: readonly number[]): readonly string[] {
  return [median(times), quantile(times, 0.95)].map((value) => value.toFixed(1));
}

/** As `test/unit/edits/cases.test.ts` judges it: blanks at the ends of lines are the model's. */
function isRight(one: EditCase): boolean {
  const trailing = (text: string) => text.replace(/[ \t]+(?=[\r\n]|$)/g, "");
  try {
    const { after } = runCase(one);
    const wanted = typeof one.after === "string" ? { ...filesOf(one.before), ...filesOf(one.after) } : one.after;
    const paths = new Set([...Object.keys(after), ...Object.keys(wanted ?? {})]);
    return (
      one.error === undefined &&
      [...paths].every((path) => trailing(after[path] ?? "") === trailing(wanted?.[path] ?? ""))
    );
  } catch (error) {
    if (!(error instanceof PonderFailure)) throw error;
    return error.data.code === one.error;
  }
}
