import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** A mistake that was planted in a file of examples/, and the line that puts it right. */
export interface PlantedMistake {
  readonly file: string;
  /** The function or class that it is in. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  readonly fixed: string;
}

/** All of them. They stand apart from examples/, so that nobody reads the answers beside the questions. */
export function plantedMistakes(): readonly PlantedMistake[] {
  return JSON.parse(readFileSync(path.join(root, "test/fixtures/examples/fixes.json"), "utf8")) as PlantedMistake[];
}

export function plantedMistake(name: string): PlantedMistake {
  const found = plantedMistakes().find((mistake) => mistake.name === name);
  if (!found) throw new Error(`no mistake is planted in ${name}`);
  return found;
}

/** The file of examples/ as it is. */
export function exampleText(file: string): string {
  return readFileSync(path.join(root, "examples", file), "utf8");
}

/** The file of examples/ with this one mistake put right. */
export function expectedText({ file, line, fixed }: PlantedMistake): string {
  return exampleText(file)
    .split("\n")
    .map((text, index) => (index === line - 1 ? fixed : text))
    .join("\n");
}
