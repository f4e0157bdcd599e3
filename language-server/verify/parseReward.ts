import type { Reward } from "../../protocol/verify.js";
import type { SyntaxErrorLines } from "../completion/syntax/syntaxErrors.js";
import { nameOf, type ChangedFile } from "./changedFile.js";

/** Finds the syntax errors of a text; undefined where nothing can be said. See `SyntaxTrees.syntaxErrors`. */
export type FindSyntaxErrors = (languageId: string, text: string) => Promise<readonly SyntaxErrorLines[] | undefined>;

/**
 * No file has more syntax errors than before; where the code to be fixed had some, it has fewer. Languages without a
 * grammar are not judged.
 */
export async function parseReward(files: readonly ChangedFile[], find: FindSyntaxErrors): Promise<Reward> {
  const broken: string[] = [];
  let left = 0;
  let judged = 0;
  for (const file of files) {
    const after = await find(file.languageId, file.after);
    if (after === undefined) continue;
    const before = (await find(file.languageId, file.before)) ?? [];
    judged++;
    left += after.length;
    const wasBroken = before.some(({ start, end }) => overlaps(file, start, end));
    if (after.length > 0 && after.length >= before.length + (wasBroken ? 0 : 1)) broken.push(nameOf(file));
  }
  if (judged === 0) return { name: "parse", message: "There is no grammar for this language." };
  if (broken.length > 0) return { name: "parse", passed: false, message: `Syntax errors in ${broken.join(", ")}.` };
  return { name: "parse", passed: true, message: left === 0 ? "No syntax errors." : "No new syntax errors." };
}

const overlaps = ({ target }: ChangedFile, start: number, end: number): boolean =>
  target !== undefined && start <= target.end && end >= target.start;
