import {
  DiagnosticSeverity,
  languages,
  Position,
  Range,
  workspace,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type TextDocument,
  type Uri,
} from "vscode";
import type { Problem, RelatedPlace } from "../protocol/edits.js";
import type { Position as ProtocolPosition, Range as ProtocolRange } from "../protocol/text.js";

/** Path as the user knows it: relative to the workspace folder where there is one, `/` as separator. */
export function shownPath(uri: Uri): string {
  return workspace.asRelativePath(uri).replaceAll("\\", "/");
}

export function fromRange({ start, end }: Range): ProtocolRange {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

export function toPosition({ line, character }: ProtocolPosition): Position {
  return new Position(line, character);
}

export function toRange({ start, end }: ProtocolRange): Range {
  return new Range(toPosition(start), toPosition(end));
}

/** The open document with this URI. A document that is not open is not opened by this. */
export function openDocument(uri: string): TextDocument | undefined {
  return workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

/** Errors and warnings of a document: hints are taste. */
export function seriousDiagnostics(uri: Uri): readonly Diagnostic[] {
  return languages.getDiagnostics(uri).filter(({ severity }) => severity <= DiagnosticSeverity.Warning);
}

/** A problem as the editor reports it. */
export function toProblem({ range, message, source, code, relatedInformation = [] }: Diagnostic): Problem {
  const value = typeof code === "object" ? code.value : code;
  return {
    range: fromRange(range),
    message,
    ...(source !== undefined && { source }),
    ...(value !== undefined && { code: String(value) }),
    ...(relatedInformation.length > 0 && { related: relatedInformation.map(relatedPlace) }),
  };
}

function relatedPlace({ location: { uri, range }, message }: DiagnosticRelatedInformation): RelatedPlace {
  return { file: uri.path.slice(uri.path.lastIndexOf("/") + 1), line: range.start.line, message };
}
