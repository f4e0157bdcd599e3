import { PonderFailure } from "../../protocol/errors.js";
import { findFences, type Fence } from "./fences.js";
import { splitLines } from "./lines.js";
import { parseSearchReplace, type SearchReplace } from "./searchReplace.js";

/** What an answer wants to change. `prose`: everything around the code, for the summary. */
export type ParsedAnswer =
  | {
      readonly form: "rewrite";
      /** The candidates in the order of the answer, each the lines of one fenced block; at least one. */
      readonly blocks: readonly (readonly string[])[];
      readonly prose: string;
    }
  | { readonly form: "searchReplace"; readonly blocks: readonly SearchReplace[]; readonly prose: string };

/**
 * Reads the edit in a model's answer: SEARCH/REPLACE blocks where there are any, else the fenced blocks, each of which
 * may be the rewritten range. Takes the answer only: a thought must have been split off before.
 *
 * @throws `noProposal` when there is no code in it.
 */
export function parseAnswer(answer: string): ParsedAnswer {
  const lines = splitLines(answer);
  const edits = parseSearchReplace(lines);
  if (edits.blocks.length > 0) return { form: "searchReplace", ...edits };
  const fences = findFences(lines).filter((fence) => fence.lines.some((line) => line.trim() !== ""));
  if (fences.length === 0)
    throw new PonderFailure(
      "noProposal",
      "The answer holds no code that could be put into the file.",
      "Ask again, or ask in the panel and copy what you need.",
    );
  return { form: "rewrite", blocks: fences.map((fence) => fence.lines), prose: outside(lines, fences) };
}

function outside(lines: readonly string[], fences: readonly Fence[]): string {
  return lines.filter((_, index) => !fences.some((fence) => index >= fence.start && index < fence.end)).join("\n");
}
