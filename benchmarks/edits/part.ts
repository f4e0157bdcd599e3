import type { Figure } from "../support/results.js";
import type { Panel } from "../support/svgChart.js";

/** How much is measured. */
export interface Effort {
  /** A sample that takes seconds instead of minutes; writes no results. */
  readonly quick: boolean;
}

/** What a part of the benchmark found. */
export interface PartResult {
  /** For people: Markdown that begins with a heading of the second level. */
  readonly text: string;
  readonly figures: Readonly<Record<string, Figure>>;
  /** A panel of the picture. */
  readonly chart?: Panel;
}

/** A part of the benchmark of edits. */
export interface Part {
  /** As `npm run bench:edits -- NAME` calls it. */
  readonly name: string;
  /** Name of the files with its results. */
  readonly results: string;
  readonly title: string;
  measure(effort: Effort): Promise<PartResult>;
}
