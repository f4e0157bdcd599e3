import { readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "./engineProgram.js";

/** A fix that the demo model gets right in every wording that was tried. */
export interface ReliableFix {
  readonly task: "fix";
  readonly lang: "py" | "ts" | "js";
  readonly name: string;
  readonly path: string;
  readonly diagnostic: string | null;
  readonly before: string;
  readonly code: string;
}

/** A question for the number of a letter in a word. */
export interface ReliableLetters {
  readonly task: "letters";
  readonly count: number;
  readonly prompts: readonly string[];
}

/** A hole in a text, as a raw prompt, and what the model writes into it. */
export interface ReliableFim {
  readonly task: "fim";
  readonly prompts: readonly [string];
  readonly expected: string;
}

const file = path.join(repository, "test/fixtures/reliable.jsonl");

/** The cases that the demo model solves at temperature 0 (its card says how they were found). */
export const reliable = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as ReliableFix | ReliableLetters | ReliableFim);

/** VS Code's names of the languages in the cases. */
export const languageIds = { py: "python", ts: "typescript", js: "javascript" } as const;
