import { InlineCompletionTriggerKind } from "vscode-languageserver";
import {
  chatCommands,
  contextKinds,
  type ChatMeasureParams,
  type ChatMessage,
  type ChatTitleParams,
  type ChatTurnParams,
  type ContextItem,
} from "../protocol/chat.js";
import type { CommitMessageParams } from "../protocol/commit.js";
import type {
  CompletionCaretParams,
  CompletionCopiedParams,
  CompletionSnoozeParams,
  DeclaredText,
} from "../protocol/completion.js";
import type { ContextJudgeParams } from "../protocol/context.js";
import {
  editKinds,
  type AnswerFile,
  type EditMatchParams,
  type EditPathsParams,
  type EditProposeParams,
  type Problem,
  type RelatedPlace,
} from "../protocol/edits.js";
import { isPonderError, PonderFailure } from "../protocol/errors.js";
import type { NamesSuggestParams } from "../protocol/names.js";
import type { NextEditParams } from "../protocol/nextEdit.js";
import type { ReviewParams } from "../protocol/review.js";
import type { TestsWriteParams } from "../protocol/tests.js";
import type { ModelLoadParams } from "../protocol/model.js";
import type {
  ModelsDownloadParams,
  ModelsFitParams,
  ModelsRemoveParams,
  ModelsAcceptParams,
} from "../protocol/models.js";
import { thinkingEfforts, type ThinkingEffort } from "../protocol/settings.js";
import type { Position, Range } from "../protocol/text.js";
import { candidateCounts, type Verification } from "../protocol/verify.js";

/**
 * Reads the parameters of Ponder's own requests. Everything that comes over the wire is checked here, once, field by
 * field; behind this file the types hold. Unknown fields are ignored, so a newer client can talk to an older server.
 */
export function readChatTurn(raw: unknown): ChatTurnParams {
  const fields = new Fields(raw);
  return {
    conversationId: fields.text("conversationId"),
    ...readAsked(fields),
    ...fields.partialResultToken(),
  };
}

export function readChatMeasure(raw: unknown): ChatMeasureParams {
  const fields = new Fields(raw);
  return { conversationId: fields.text("conversationId"), ...readAsked(fields), load: fields.get("load") === true };
}

function readAsked(fields: Fields): Omit<ChatTurnParams, "conversationId" | "partialResultToken"> {
  return {
    command: fields.oneOf("command", chatCommands),
    history: fields.list("history", readMessage),
    question: fields.text("question"),
    context: fields.list("context", readContextItem),
    ...readEffort(fields),
  };
}

export function readContextJudge(raw: unknown): ContextJudgeParams {
  return { uris: new Fields(raw).list("uris", readText) };
}

export function readChatTitle(raw: unknown): ChatTitleParams {
  return { history: new Fields(raw).list("history", readMessage) };
}

export function readEditPropose(raw: unknown): EditProposeParams {
  const fields = new Fields(raw);
  return {
    kind: fields.oneOf("kind", editKinds),
    uri: fields.text("uri"),
    version: fields.integer("version"),
    range: readRange(fields.get("range"), "range"),
    problems: fields.list("problems", readProblem),
    ...fields.optionalText("instruction"),
    path: fields.text("path"),
    ...readEffort(fields),
    ...readCandidates(fields),
    ...fields.partialResultToken(),
  };
}

function readCandidates(fields: Fields): Pick<EditProposeParams, "candidates" | "verification"> {
  const verification = fields.get("verification");
  const { min, max } = candidateCounts;
  const isCount = fields.get("candidates") !== undefined;
  return {
    ...(isCount && { candidates: fields.within("candidates", min, max) }),
    ...(verification !== undefined && { verification: readVerification(verification) }),
  };
}

function readVerification(raw: unknown): Verification {
  const fields = new Fields(raw, "params.verification");
  return {
    folder: fields.text("folder"),
    ...(fields.get("typescript") !== undefined && { typescript: fields.text("typescript") }),
    ...(fields.get("testCommand") !== undefined && { testCommand: fields.text("testCommand") }),
  };
}

/** The answer of a client to `ponder/verify/problems`. */
export function readFoundProblems(raw: unknown): readonly Problem[] | undefined {
  return raw === null ? undefined : new Fields({ result: raw }, "answer").list("result", readProblem);
}

export function readEditMatch(raw: unknown): EditMatchParams {
  const fields = new Fields(raw);
  const range = fields.get("range");
  return {
    ...(fields.get("uri") === undefined ? {} : { uri: fields.text("uri") }),
    answer: fields.text("answer"),
    ...(range === undefined ? {} : { range: readRange(range, "range") }),
    ...(fields.get("files") === undefined ? {} : { files: fields.list("files", readAnswerFile) }),
  };
}

export function readEditPaths(raw: unknown): EditPathsParams {
  return { answer: new Fields(raw).text("answer") };
}

/** What a server that was told of its restart gave to the client for this one; it becomes a part of file names. */
export function readResume(initializationOptions: unknown): string | undefined {
  if (typeof initializationOptions !== "object" || initializationOptions === null) return undefined;
  const { resume } = initializationOptions as { readonly resume?: unknown };
  return typeof resume === "string" && /^[\da-f-]{36}$/.test(resume) ? resume : undefined;
}

export function readCommitMessage(raw: unknown): CommitMessageParams {
  const fields = new Fields(raw);
  const files = fields.list("files", (item, at) => {
    const file = new Fields(item, at);
    return { path: file.text("path"), diff: file.text("diff") };
  });
  return {
    files: files.length > 0 ? files : refuse("params.files", "a list with at least one file"),
    earlier: fields.list("earlier", (item, at) => (typeof item === "string" ? item : refuse(at, "a string"))),
    ...fields.optionalText("instruction"),
    ...readEffort(fields),
    ...fields.partialResultToken(),
  };
}

export function readReview(raw: unknown): ReviewParams {
  const fields = new Fields(raw);
  const range = fields.get("range");
  return {
    uri: fields.text("uri"),
    version: fields.integer("version"),
    ...(range === undefined ? {} : { range: readRange(range, "range") }),
    path: fields.text("path"),
    ...fields.optionalText("instruction"),
    ...readEffort(fields),
    ...fields.partialResultToken(),
  };
}

export function readTestsWrite(raw: unknown): TestsWriteParams {
  const fields = new Fields(raw);
  return {
    uri: fields.text("uri"),
    version: fields.integer("version"),
    range: readRange(fields.get("range"), "range"),
    path: fields.text("path"),
    testPath: fields.text("testPath"),
    ...fields.optionalText("testUri"),
    framework: fields.text("framework"),
    ...fields.optionalText("instruction"),
    ...readEffort(fields),
    ...fields.partialResultToken(),
  };
}

export function readNamesSuggest(raw: unknown): NamesSuggestParams {
  const fields = new Fields(raw);
  const position = readPosition(fields.get("position"), "position");
  return { uri: fields.text("uri"), position, path: fields.text("path") };
}

/** The parameters may be missing: the request had none once. */
export function readModelLoad(raw: unknown): ModelLoadParams {
  const again = raw === undefined || raw === null ? undefined : new Fields(raw).get("again");
  if (again === undefined || typeof again === "boolean") return again === undefined ? {} : { again };
  return refuse("params.again", "a boolean");
}

export function readModelsDownload(raw: unknown): ModelsDownloadParams {
  const fields = new Fields(raw);
  return { uri: fields.text("uri"), ...(fields.get("token") === undefined ? {} : { token: fields.text("token") }) };
}

/** The parameters may be missing. */
export function readModelsFit(raw: unknown): ModelsFitParams {
  const fields = new Fields(raw ?? {});
  return fields.get("contextSize") === undefined ? {} : { contextSize: fields.count("contextSize") };
}

export function readModelsRemove(raw: unknown): ModelsRemoveParams {
  return { path: new Fields(raw).text("path") };
}

export function readModelsAccept(raw: unknown): ModelsAcceptParams {
  return { path: new Fields(raw).text("path") };
}

export function readCompletionCaret(raw: unknown): CompletionCaretParams {
  const fields = new Fields(raw);
  return { uri: fields.text("uri"), position: readPosition(fields.get("position"), "position") };
}

export function readNextEdit(raw: unknown): NextEditParams {
  const fields = new Fields(raw);
  const { uri, position } = readCompletionCaret(raw);
  return { uri, position, version: fields.integer("version") };
}

export function readCompletionCopied(raw: unknown): CompletionCopiedParams {
  const fields = new Fields(raw);
  return { uri: fields.text("uri"), range: readRange(fields.get("range"), "range"), text: fields.text("text") };
}

/** The client's answer to `ponder/completion/declarations`. */
export function readDeclaredTexts(raw: unknown): readonly (DeclaredText | null)[] {
  return new Fields({ result: raw }, "answer").list("result", (item, at) => {
    if (item === null) return null;
    const fields = new Fields(item, at);
    return { uri: fields.text("uri"), range: readRange(fields.get("range"), `${at}.range`), text: fields.text("text") };
  });
}

export function readCompletionSnooze(raw: unknown): CompletionSnoozeParams {
  const fields = new Fields(raw);
  return fields.get("until") === undefined ? {} : { until: fields.integer("until") };
}

/** The parts of the standard request that count here. */
export interface InlineCompletionAsked {
  readonly uri: string;
  readonly position: Position;
  /** The user asked for it; else it comes while he types. */
  readonly invoked: boolean;
  /** What is selected in the editor's own list of completions. */
  readonly selected?: { readonly range: Range; readonly text: string };
}

/** `textDocument/inlineCompletion`. */
export function readInlineCompletion(raw: unknown): InlineCompletionAsked {
  const fields = new Fields(raw);
  const context = fields.get("context") ?? {};
  const asked = new Fields(context, "params.context");
  const selected = asked.get("selectedCompletionInfo");
  return {
    uri: new Fields(fields.get("textDocument"), "params.textDocument").text("uri"),
    position: readPosition(fields.get("position"), "params.position"),
    invoked: asked.get("triggerKind") === InlineCompletionTriggerKind.Invoked,
    ...(selected === undefined || selected === null ? {} : { selected: readSelected(selected) }),
  };
}

function readSelected(raw: unknown): { readonly range: Range; readonly text: string } {
  const at = "params.context.selectedCompletionInfo";
  const fields = new Fields(raw, at);
  return { range: readRange(fields.get("range"), `${at}.range`), text: fields.text("text") };
}

/** A place in a document, as standard requests carry it too. */
export function readPosition(raw: unknown, at: string): Position {
  const fields = new Fields(raw, at);
  return { line: fields.count("line"), character: fields.count("character") };
}

/** A range whose end is not before its start. */
export function readRange(raw: unknown, at: string): Range {
  const fields = new Fields(raw, at);
  const start = readPosition(fields.get("start"), `${at}.start`);
  const end = readPosition(fields.get("end"), `${at}.end`);
  if (end.line < start.line || (end.line === start.line && end.character < start.character))
    refuse(at, "a range whose end is not before its start");
  return { start, end };
}

function readEffort(fields: Fields): { readonly effort?: ThinkingEffort } {
  return fields.get("effort") === undefined ? {} : { effort: fields.oneOf("effort", thinkingEfforts) };
}

function readText(raw: unknown, at: string): string {
  return typeof raw === "string" ? raw : refuse(at, "a string");
}

function readMessage(raw: unknown, at: string): ChatMessage {
  const fields = new Fields(raw, at);
  return {
    role: fields.oneOf("role", ["user", "assistant"]),
    text: fields.text("text"),
    ...(fields.get("command") === undefined ? {} : { command: fields.oneOf("command", chatCommands) }),
    ...(fields.get("context") === undefined ? {} : { context: fields.list("context", readContextItem) }),
  };
}

function readContextItem(raw: unknown, at: string): ContextItem {
  const fields = new Fields(raw, at);
  const range = fields.get("range");
  return {
    ...(fields.get("kind") === undefined ? {} : { kind: fields.oneOf("kind", contextKinds) }),
    path: fields.text("path"),
    languageId: fields.text("languageId"),
    text: fields.text("text"),
    ...(range === undefined ? {} : { range: readRange(range, `${at}.range`) }),
  };
}

function readAnswerFile(raw: unknown, at: string): AnswerFile {
  const fields = new Fields(raw, at);
  const path = fields.text("path");
  const error = fields.get("error");
  if (error !== undefined) return isPonderError(error) ? { path, error } : refuse(`${at}.error`, "an error of Ponder");
  return { path, uri: fields.text("uri"), kind: fields.oneOf("kind", ["edit", "create"]) };
}

function readProblem(raw: unknown, at: string): Problem {
  const fields = new Fields(raw, at);
  return {
    range: readRange(fields.get("range"), `${at}.range`),
    message: fields.text("message"),
    ...(fields.get("source") === undefined ? {} : { source: fields.text("source") }),
    ...(fields.get("code") === undefined ? {} : { code: fields.text("code") }),
    ...(fields.get("related") === undefined ? {} : { related: fields.list("related", readRelated) }),
  };
}

function readRelated(raw: unknown, at: string): RelatedPlace {
  const fields = new Fields(raw, at);
  return { file: fields.text("file"), line: fields.integer("line"), message: fields.text("message") };
}

/** The fields of one object that came over the wire. */
class Fields {
  readonly #record: Readonly<Record<string, unknown>>;

  constructor(
    raw: unknown,
    private readonly at = "params",
  ) {
    if (typeof raw !== "object" || raw === null || Array.isArray(raw)) refuse(at, "an object");
    this.#record = raw as Record<string, unknown>;
  }

  get(name: string): unknown {
    return this.#record[name];
  }

  text(name: string): string {
    const value = this.get(name);
    return typeof value === "string" ? value : this.#refuse(name, "a string");
  }

  optionalText<N extends string>(name: N): { readonly [K in N]?: string } {
    return this.get(name) === undefined ? {} : ({ [name]: this.text(name) } as { readonly [K in N]: string });
  }

  integer(name: string): number {
    const value = this.get(name);
    return typeof value === "number" && Number.isSafeInteger(value) ? value : this.#refuse(name, "an integer");
  }

  count(name: string): number {
    const value = this.integer(name);
    return value >= 0 ? value : this.#refuse(name, "0 or more");
  }

  within(name: string, min: number, max: number): number {
    const value = this.integer(name);
    return value >= min && value <= max ? value : this.#refuse(name, `from ${String(min)} to ${String(max)}`);
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T {
    const value = this.get(name);
    return choices.find((choice) => choice === value) ?? this.#refuse(name, `one of ${choices.join(", ")}`);
  }

  list<T>(name: string, read: (raw: unknown, at: string) => T): T[] {
    const value = this.get(name);
    if (!Array.isArray(value)) return this.#refuse(name, "a list");
    return value.map((item, index) => read(item, `${this.at}.${name}[${String(index)}]`));
  }

  partialResultToken(): { readonly partialResultToken?: number | string } {
    const value = this.get("partialResultToken");
    if (value === undefined) return {};
    if (typeof value === "string" || typeof value === "number") return { partialResultToken: value };
    return this.#refuse("partialResultToken", "a string or a number");
  }

  #refuse(name: string, expected: string): never {
    return refuse(`${this.at}.${name}`, expected);
  }
}

function refuse(at: string, expected: string): never {
  throw new PonderFailure(
    "badRequest",
    `${at} is not ${expected}.`,
    "This is a fault of the client: see docs/protocol.md.",
  );
}
