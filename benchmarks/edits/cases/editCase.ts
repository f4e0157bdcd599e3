import { TextDocument } from "vscode-languageserver-textdocument";
import { makeProposal } from "../../../language-server/edits/makeProposal.js";
import type { AnswerTargets } from "../../../language-server/edits/matchAnswer.js";
import { splitLines } from "../../../language-server/edits/lines.js";
import type { TargetDocument } from "../../../language-server/edits/targetDocument.js";
import { parseAnswer } from "../../../language-server/edits/parse/parseAnswer.js";
import { splitPastedAnswer } from "../../../language-server/thinking/splitPastedAnswer.js";
import type { EditProposal } from "../../../protocol/edits.js";
import type { ErrorCode } from "../../../protocol/errors.js";

/** Texts by their paths. */
export type Files = Readonly<Record<string, string>>;

/** The file that blocks without a path are for. */
export const mainFile = "src/file.js";

/** One row of the table: an answer as a model may give it, and what has to come of it. */
export interface EditCase {
  readonly name: string;
  /** The text of {@link mainFile}, or all the files that are there; without that one every block has to name its file. */
  readonly before: string | Files;
  /** Lines of the main file that a code block rewrites, both ends included; default: all. */
  readonly target?: readonly [number, number];
  readonly answer: string;
  /** The texts afterwards: of the main file, or of every file. */
  readonly after?: string | Files;
  /** Why there is no proposal at all. */
  readonly error?: ErrorCode;
  /** A part of the error's message. */
  readonly says?: string;
  /** Why blocks are left out of the proposal, in the order of the answer. */
  readonly failures?: readonly ErrorCode[];
}

/** What came of a case. */
export interface CaseResult {
  readonly proposal: EditProposal;
  /** All files, those included that nothing was done to. */
  readonly after: Files;
}

/**
 * Runs a case through the engine, with everything that stands between a raw answer and a file: the thought is split
 * off, the named paths are looked up, and the hunks are applied by an editor's own rules.
 *
 * @throws what the engine throws.
 */
export function runCase({ before, target, answer }: Pick<EditCase, "before" | "target" | "answer">): CaseResult {
  const files = filesOf(before);
  const { answer: visible } = splitPastedAnswer(answer);
  const proposal = makeProposal(visible, targetsOf(visible, files, target));
  const after: Record<string, string> = { ...files };
  for (const { uri, hunks } of proposal.files) {
    const path = uri.slice(root.length);
    after[path] = TextDocument.applyEdits(TextDocument.create(uri, "", 1, files[path] ?? ""), [...hunks]);
  }
  return { proposal, after };
}

/** Every file of a case. */
export function filesOf(texts: string | Files): Files {
  return typeof texts === "string" ? { [mainFile]: texts } : texts;
}

const root = "file:///work/";

function targetsOf(answer: string, files: Files, target: EditCase["target"]): AnswerTargets {
  const documents = new Map(Object.entries(files).map(([path, text]) => [path, documentOf(path, text)]));
  const main = documents.get(mainFile);
  const last = splitLines(main?.text ?? "").length - 1;
  const [start, end] = target ?? [0, last];
  return {
    ...(main && { main: { ...main, target: { start, end } } }),
    named: new Map(namedPaths(answer).map((path) => [path, documents.get(path) ?? newFile(path)])),
  };
}

/** Other names of the main file stay out: to know them is the engine's work. */
function namedPaths(answer: string): readonly string[] {
  const paths = parseAnswer(answer).blocks.flatMap(({ path }) => (path === undefined ? [] : [path]));
  return paths.filter((path) => !path.endsWith("file.js") && !path.startsWith(".."));
}

function documentOf(path: string, text: string): TargetDocument {
  const languageId = path.endsWith(".py") ? "python" : "javascript";
  return { uri: `${root}${path}`, version: 7, text, languageId, path: `/work/${path}` };
}

function newFile(path: string): TargetDocument {
  return { uri: `${root}${path}`, version: null, text: "", languageId: "", path };
}
