import type { CancellationTokenSource, WorkspaceFolder } from "vscode-languageserver/node";
import type { EditProposal, EditProposeParams } from "../../../protocol/edits.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient } from "../../support/lspClient.js";

export const uri = "file:///work/src/cart.js";
export const text =
  "import { g } from './g.js';\n\nfunction sum(a) {\n  return a - 1;\n}\n\nfunction other() {\n  g();\n}\n";
/** What fixes the first function. */
export const answer =
  "`-` is wrong.\n</think>\n\n```js\nfunction sum(a) {\n  return a + 1;\n}\n```\n\nI replaced `-` with `+`.";

export const at = (line: number, character = 0, endLine = line, endCharacter = character) => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

export const hunksOf = ({ files }: EditProposal) => files.flatMap(({ hunks }) => hunks);

/** A server in which one small file is open, with an engine that says what the test wants. */
export class CartSession {
  client!: LspClient;
  engine!: ScriptedEngine;

  async connect(script: Script, workspaceFolders: WorkspaceFolder[] = []): Promise<void> {
    this.engine = new ScriptedEngine(script);
    this.client = await connectInProcess(this.engine, { workspaceFolders });
    await this.client.open(uri, "javascript", text, 3);
  }

  end(): void {
    this.client.connection.dispose();
  }

  /** The text of the prompt of a request, with its places for control tokens. */
  promptOf(request: number): string {
    const prompt = this.engine.requests[request]?.prompt ?? [];
    return prompt.map((part) => ("text" in part ? part.text : part.special)).join("");
  }

  propose(params: Partial<EditProposeParams> = {}, source?: CancellationTokenSource) {
    const whole = { kind: "fix", uri, version: 3, range: at(3, 4), problems: [], path: "src/cart.js" } as const;
    return this.client.propose({ ...whole, ...params }, source?.token);
  }
}
