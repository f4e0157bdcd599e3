import { DiagnosticSeverity, l10n, languages, type Diagnostic, type Uri } from "vscode";
import { fromRange, openDocument, shownPath } from "../../documents.js";
import { missingPiece, type ShownPiece } from "./source.js";
import { mostProblems, problemsText, type FileProblems } from "./problemsText.js";

/** Id of the chip. */
export const problemsId = "problems";
const severities = {
  [DiagnosticSeverity.Error]: "error",
  [DiagnosticSeverity.Warning]: "warning",
  [DiagnosticSeverity.Information]: "info",
  [DiagnosticSeverity.Hint]: "hint",
} as const;

/** What the editor reports in a file; where there is nothing, in all files. Errors first. @param uri of the file. */
export function problemsPiece(uri: Uri | undefined): ShownPiece {
  const own = uri ? languages.getDiagnostics(uri) : [];
  const files = own.length > 0 && uri ? [[uri, own] as const] : languages.getDiagnostics();
  const found = files.filter(([, diagnostics]) => diagnostics.length > 0).map(fileProblems);
  const count = found.reduce((sum, { problems }) => sum + problems.length, 0);
  if (count === 0) return missingPiece(problemsId, l10n.t("No problems"), l10n.t("The editor reports no problems"));
  const label = count === 1 ? l10n.t("1 problem") : l10n.t("{0} problems", count);
  const paths = found.map(({ path }) => path).join(", ");
  return {
    chip: {
      id: problemsId,
      label,
      title: l10n.t("Problems in {0}", paths),
      kind: "problems",
      ...(count > mostProblems && { note: l10n.t("Cut: the first {0} of {1} problems", mostProblems, count) }),
    },
    item: { kind: "problems", path: "Problems", languageId: "plaintext", text: problemsText(found) },
  };
}

function fileProblems([uri, diagnostics]: readonly [Uri, readonly Diagnostic[]]): FileProblems {
  const document = openDocument(uri.toString());
  return {
    path: shownPath(uri),
    problems: diagnostics
      .toSorted((a, b) => a.severity - b.severity || a.range.start.compareTo(b.range.start))
      .map(({ range, message, severity, source, code }) => {
        const value = typeof code === "object" ? code.value : code;
        return {
          range: fromRange(range),
          message,
          severity: severities[severity],
          ...(source !== undefined && { source }),
          ...(value !== undefined && { code: String(value) }),
        };
      }),
    line: (at) => (document && at < document.lineCount ? document.lineAt(at).text : undefined),
  };
}
