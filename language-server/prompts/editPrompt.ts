import type { EditKind, Problem } from "../../protocol/edits.js";
import aboutDefinitions from "./definitions.md";
import { docCommentName } from "./docComment.js";
import documentWords from "./document.md";
import editWords from "./edit.md";
import fixWords from "./fix.md";
import optimiseWords from "./optimise.md";
import { renderContext, renderFile, type PromptPiece } from "./promptFiles.js";
import refactorWords from "./refactor.md";

/** What is to be changed. */
export interface PromptTarget {
  readonly path: string;
  /** VS Code language identifier. */
  readonly languageId: string;
  /** The lines that the answer rewrites. */
  readonly text: string;
  /** Zero-based line of the document where `text` begins. */
  readonly startLine: number;
}

/** What is wished beyond the kind of edit. */
export interface EditWish {
  readonly problems: readonly Problem[];
  /** As typed; blank: nothing. */
  readonly instruction?: string;
  /** Definitions of what the code uses. */
  readonly definitions?: readonly PromptPiece[];
}

/** More places than these are one mistake that shows everywhere. */
const mostRelated = 3;

const words: Readonly<Record<EditKind, string>> = {
  fix: fixWords,
  fixAll: fixWords,
  document: documentWords,
  refactor: refactorWords,
  optimise: optimiseWords,
  edit: editWords,
};

/**
 * The user's turn of an edit: the lines to rewrite as a file, then the task and the form of the answer. Stated once and
 * without examples, because R1 gets worse with few-shot prompts (DeepSeek-R1 paper, section 5). The wording of a fix is
 * measured by benchmarks/fixes; definitions of what the code uses stand before it, so that the code is what the task is
 * about.
 */
export function editPrompt(kind: EditKind, target: PromptTarget, wished: EditWish): string {
  const { problems, instruction = "", definitions = [] } = wished;
  const wish = instruction.trim();
  const filled = fill(words[kind], {
    problems: describe(target, problems),
    comment: docCommentName(target.languageId),
    instruction: wish,
  });
  const task = kind === "edit" || wish === "" ? filled : `${filled} ${wish}`;
  const code = renderFile(target.path, target.text) + task;
  return definitions.length === 0 ? code : `${renderContext(definitions)}\n${code} ${aboutDefinitions.trim()}`;
}

/** Puts texts into the `{places}` of a prompt, once: what stands in a text is never a place. */
export function fill(prompt: string, texts: Readonly<Record<string, string>>): string {
  return prompt.trim().replace(/\{(\w+)\}/g, (place, name: string) => texts[name] ?? place);
}

function describe(target: PromptTarget, problems: readonly Problem[]): string {
  const [first] = problems;
  if (first === undefined) return "";
  // One mistake is often reported at every place it shows.
  if (new Set(problems.map(({ message }) => message)).size === 1) return ` The problem: ${sentence(first)}`;
  const lines = problems.map((problem) => {
    const line = problem.range.start.line - target.startLine + 1;
    return `\n- Line ${String(Math.max(1, line))}: ${sentence(problem)}`;
  });
  return ` The problems:${lines.join("")}`;
}

/** The message; behind it its code, and what the editor says about other places, of which a model sees nothing else. */
function sentence({ message, source, code, related = [] }: Problem): string {
  const label = code === undefined ? [] : [oneLine([source, code].filter(Boolean).join(" "))];
  const others = related.slice(0, mostRelated).map(({ file, line, message: told }) => {
    const place = `${file} line ${String(line + 1)}`;
    return `${place}: ${oneLine(told)}`;
  });
  const notes = [...label, ...others];
  return notes.length === 0 ? oneLine(message) : `${oneLine(message)} (${notes.join("; ")})`;
}

/** A message of several lines (TypeScript chains them) stays one item of the list. */
function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/g, " ").trim();
}
