import type { EditCase } from "./editCase.js";
import { formCases } from "./formCases.js";
import { formRefusalCases } from "./formRefusalCases.js";
import { oddCases } from "./oddCases.js";
import { refusalCases } from "./refusalCases.js";
import { rewriteCases } from "./rewriteCases.js";
import { searchReplaceCases } from "./searchReplaceCases.js";
import { severalFilesCases } from "./severalFilesCases.js";

/** The tables of the edit engine, by their names. `test/unit/edits` runs them all, and so does the benchmark. */
export const allCases: Readonly<Record<string, readonly EditCase[]>> = {
  "forms × tolerances": formCases,
  "forms × refusals": formRefusalCases,
  "several files": severalFilesCases,
  "code blocks": rewriteCases,
  "SEARCH/REPLACE": searchReplaceCases,
  refusals: refusalCases,
  oddities: oddCases,
};
