import { randomUUID } from "node:crypto";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";

/** From now on the model gives this answer, whatever it is asked: what is made of an answer does not depend on luck. */
export async function useModelThatSays(answer: string): Promise<void> {
  // Each suite file is bundled with a copy of this one, so a count would not do: another model by the same name is refused.
  const file = path.join(os.tmpdir(), `ponder-says-${randomUUID()}.gguf`);
  await writeTinyModel({
    file,
    corpus: "code total sum\n".repeat(20),
    says: { thought: "I look at the code.", answer },
  });
  await setModel(file);
}

/** Back to the demo model. */
export async function useDemoModel(): Promise<void> {
  await setModel(undefined);
}

async function setModel(file: string | undefined): Promise<void> {
  await vscode.workspace.getConfiguration("ponder").update("model.path", file, vscode.ConfigurationTarget.Global);
}
