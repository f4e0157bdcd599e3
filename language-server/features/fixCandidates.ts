import type { Connection, TextDocuments } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { EditProposal, EditProposeParams } from "../../protocol/edits.js";
import type { Verification } from "../../protocol/verify.js";
import type { SyntaxTrees } from "../completion/syntax/syntaxTrees.js";
import type { LineRange } from "../context/enclosingBlock.js";
import { editorProblems } from "../verify/editorProblems.js";
import type { ChangedFile } from "../verify/changedFile.js";
import type { FindProblems, JudgedText, Unknown } from "../verify/foundProblem.js";
import { TestRuns } from "../verify/tests/testRuns.js";
import type { TypescriptChecker } from "../verify/typescript/typescriptChecker.js";
import { isScript, typescriptProblems } from "../verify/typescript/typescriptProblems.js";
import { Verifier } from "../verify/verifier.js";

/** What verification needs of the server. */
export interface FixCandidatesParts {
  readonly connection: Pick<Connection, "sendRequest">;
  readonly documents: Pick<TextDocuments<TextDocument>, "all">;
  readonly syntax: Pick<SyntaxTrees, "syntaxErrors">;
  readonly typescript: Pick<TypescriptChecker, "problems">;
}

const notTrusted: Unknown = { unknown: "The folder is not trusted, so nothing of it is executed." };

/** The judge of a fix: with the means that fit to the document's language, and that the user allows. */
export function makeVerifier(
  { connection, documents, syntax, typescript }: FixCandidatesParts,
  { uri, problems, verification }: Pick<EditProposeParams, "uri" | "problems" | "verification">,
  languageId: string,
): Verifier {
  const unsaved = (): readonly JudgedText[] =>
    documents.all().map((document) => ({
      uri: document.uri,
      languageId: document.languageId,
      text: document.getText(),
    }));
  const findProblems = (): FindProblems | Unknown => {
    if (!isScript(languageId)) return editorProblems(connection);
    return verification === undefined ? notTrusted : typescriptProblems(typescript, verification, unsaved);
  };
  const tests = testRuns(verification, uri, unsaved);
  return new Verifier({
    findSyntaxErrors: (id, text) => syntax.syntaxErrors(id, text),
    findProblems: findProblems(),
    problems,
    ...(tests && { tests }),
  });
}

function testRuns(
  verification: Verification | undefined,
  uri: string,
  unsaved: () => readonly JudgedText[],
): TestRuns | undefined {
  const { folder, testCommand: command = "" } = verification ?? {};
  // A candidate for a file outside of the folder would not be in the copy.
  if (folder === undefined || command.trim() === "" || !uri.startsWith(`${folder.replace(/\/$/, "")}/`))
    return undefined;
  return new TestRuns({ folder, command, unsaved });
}

/** What a proposal makes of the one document that was to be fixed. */
export function changedFiles(
  proposal: EditProposal,
  snapshot: TextDocument,
  target: LineRange,
): readonly ChangedFile[] {
  return proposal.files.map(({ uri, hunks }) => ({
    uri,
    languageId: snapshot.languageId,
    before: snapshot.getText(),
    after: TextDocument.applyEdits(snapshot, [...hunks]),
    target,
  }));
}
