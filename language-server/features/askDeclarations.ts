import { ErrorCodes, ResponseError, type Connection } from "vscode-languageserver";
import {
  completionDeclarationsMethod,
  type CompletionDeclarationsParams,
  type DeclaredText,
} from "../../protocol/completion.js";
import { readDeclaredTexts } from "../parameters/completionParameters.js";

/**
 * `ponder/completion/declarations`: asks the client. Undefined where it does not know the request.
 *
 * @throws what the client answers.
 */
export async function askDeclarations(
  connection: Pick<Connection, "sendRequest">,
  params: CompletionDeclarationsParams,
): Promise<readonly (DeclaredText | null)[] | undefined> {
  try {
    return readDeclaredTexts(await connection.sendRequest(completionDeclarationsMethod, params));
  } catch (error) {
    if (error instanceof ResponseError && error.code === ErrorCodes.MethodNotFound) return undefined;
    throw error;
  }
}
