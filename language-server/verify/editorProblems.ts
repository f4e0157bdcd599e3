import { ErrorCodes, ResponseError, type Connection } from "vscode-languageserver";
import { verifyProblemsMethod, type VerifyProblemsParams } from "../../protocol/verify.js";
import { readFoundProblems } from "../parameters/editParameters.js";
import type { FindProblems, FoundProblem } from "./foundProblem.js";

const unknown = { unknown: "The editor's support for this language does not look at texts that are not saved." };

/** Asks the editor's own language support. A client that does not know the request knows no problems. */
export function editorProblems(connection: Pick<Connection, "sendRequest">): FindProblems {
  return async (texts, signal) => {
    const found: FoundProblem[] = [];
    for (const { uri, text } of texts) {
      signal.throwIfAborted();
      const params: VerifyProblemsParams = { uri, text };
      const problems = await connection.sendRequest(verifyProblemsMethod, params).then(readFoundProblems, ifMissing);
      if (problems === undefined) return unknown;
      for (const { message, code = "", range } of problems) found.push({ uri, code, message, line: range.start.line });
    }
    signal.throwIfAborted();
    return found;
  };
}

function ifMissing(error: unknown): undefined {
  if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) return undefined;
  throw error;
}
