import { systemClock } from "../../language-server/completion/clock.js";
import type { CompletionPlace } from "../../language-server/completion/completionPlace.js";
import { windowAt } from "../../language-server/completion/layout/windowAt.js";
import { cpuBudget } from "../../language-server/completion/layout/windowBudget.js";
import type { SyntaxTrees } from "../../language-server/completion/syntax/syntaxTrees.js";
import type { Engine } from "../../language-server/engine/engine.js";
import { Ponder, qwenForm } from "./ponder.js";
import type { SourceFile } from "./traces/sourceFiles.js";

/** Tokens of a line that the model is asked for without our pipeline. */
const maxTokens = 64;

/** A line out of a file that is to be found again. */
export interface HeldOutLine {
  readonly file: SourceFile;
  readonly kind: "line" | "rest";
  readonly place: CompletionPlace;
  readonly truth: string;
}

/** How near a way to ask comes to what was there. */
export interface QualityScore {
  readonly way: string;
  readonly asked: number;
  /** Something was shown. */
  readonly shown: number;
  /** It was the line, but for white space around it. */
  readonly exact: number;
  /** Mean of 1 − Levenshtein ÷ the longer length, nothing shown being 0; and of what was shown alone. */
  readonly similarity: number;
  readonly similarityOfShown: number;
}

/** Chooses lines: whole ones, and the rest of a line from a place inside. */
export function heldOutLines(
  files: readonly SourceFile[],
  perFile: number,
  random: () => number,
): readonly HeldOutLine[] {
  return files.flatMap((file) => {
    const lines = file.text.split("\n");
    const usable = lines.flatMap((line, at) => (at > 5 && /\w{3}/.test(line) && line.trim().length > 10 ? [at] : []));
    return Array.from({ length: Math.min(perFile, usable.length) }, (_, count): HeldOutLine => {
      const at = usable[Math.floor(random() * usable.length)] ?? 0;
      const line = lines[at] ?? "";
      const indentation = line.length - line.trimStart().length;
      const kind = count % 2 === 0 ? "line" : "rest";
      const cut =
        kind === "line" ? indentation : indentation + Math.floor((line.length - indentation) * (0.2 + random() * 0.5));
      const before = [...lines.slice(0, at), line.slice(0, cut)].join("\n");
      const text = [before, ...lines.slice(at + 1)].join("\n");
      const { uri, languageId } = file;
      return {
        file,
        kind,
        truth: line.slice(cut),
        place: { uri, languageId, version: 1, text, offset: before.length },
      };
    });
  });
}

/** Asks for each line: the model alone, with our filters, and with our filters and pieces of the other files. */
export async function measureQuality(
  engine: Pick<Engine, "generate" | "prefill">,
  lines: readonly HeldOutLine[],
  files: readonly SourceFile[],
  syntax: SyntaxTrees,
): Promise<readonly QualityScore[]> {
  const alone: Answered[] = [];
  const filtered: Answered[] = [];
  const withContext: Answered[] = [];
  for (const line of lines) {
    alone.push({ line, text: await askAlone(engine, line) });
    filtered.push({ line, text: await askPonder(engine, line, [], syntax) });
    withContext.push({ line, text: await askPonder(engine, line, files, syntax) });
  }
  return [
    score("the model alone, its first line", alone),
    score("with our filters", filtered),
    score("with our filters and context", withContext),
  ];
}

interface Answered {
  readonly line: HeldOutLine;
  readonly text: string | undefined;
}

async function askAlone(engine: Pick<Engine, "generate">, { place, file }: HeldOutLine): Promise<string | undefined> {
  const form = qwenForm();
  const window = windowAt(place, cpuBudget);
  const prompt = form.render({ path: file.path, languageId: file.languageId, window, chunks: [] });
  let text = "";
  const sampling = { temperature: 0, topP: 1 };
  const request = { lane: "completion", prompt, maxTokens, sampling, stop: [...form.stop, "\n"] } as const;
  for await (const event of engine.generate(request, never)) if (event.type === "text") text += event.text;
  const held = form.heldBack(window.typed);
  const shown = text.startsWith(held) ? text.slice(held.length) : text;
  return shown.trim() === "" ? undefined : shown;
}

async function askPonder(
  engine: Pick<Engine, "generate" | "prefill">,
  { place, file }: HeldOutLine,
  others: readonly SourceFile[],
  syntax: SyntaxTrees,
): Promise<string | undefined> {
  const withContext = others.length > 0;
  const ponder = new Ponder({ engine, clock: systemClock, form: qwenForm(), syntax, withContext });
  for (const { uri, languageId, text } of others) {
    if (uri !== file.uri) ponder.opened({ uri, languageId, version: 1, text, offset: 0 });
  }
  ponder.opened(place);
  await ponder.refreshed(place);
  const suggestion = await ponder.complete(place, never);
  await ponder.dispose();
  const own = suggestion === undefined ? 0 : place.offset - suggestion.start;
  return suggestion?.text.slice(own).split("\n")[0];
}

function score(way: string, answers: readonly Answered[]): QualityScore {
  const shown = answers.filter(({ text }) => text !== undefined);
  const similarities = shown.map(({ line, text }) => similarity(line.truth.trim(), (text ?? "").trim()));
  const total = similarities.reduce((all, one) => all + one, 0);
  return {
    way,
    asked: answers.length,
    shown: shown.length,
    exact: shown.filter(({ line, text }) => line.truth.trim() === text?.trim()).length,
    similarity: total / Math.max(1, answers.length),
    similarityOfShown: total / Math.max(1, shown.length),
  };
}

/** 1 for the same text, 0 for one that has nothing in common: 1 − Levenshtein distance ÷ the longer length. */
export function similarity(one: string, other: string): number {
  if (one === other) return 1;
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return 1 - (row[other.length] ?? 0) / Math.max(one.length, other.length);
}

const never = new AbortController().signal;
