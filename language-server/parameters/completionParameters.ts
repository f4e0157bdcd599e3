import { InlineCompletionTriggerKind } from "vscode-languageserver";
import type {
  CompletionCaretParams,
  CompletionCopiedParams,
  CompletionSnoozeParams,
  DeclaredText,
} from "../../protocol/completion.js";
import type { NextEditParams } from "../../protocol/nextEdit.js";
import type { Position, Range } from "../../protocol/text.js";
import { Fields } from "./fields.js";
import { readPosition, readRange } from "./places.js";

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
