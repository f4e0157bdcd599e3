import { stat } from "node:fs/promises";
import path from "node:path";
import { env, Uri, workspace } from "vscode";
import type { Verification } from "../../protocol/verify.js";
import { testCommand } from "../config.js";
import type { TestConsent } from "./testConsent.js";

/**
 * What may be used to verify candidates for a document: nothing in Restricted Mode, and for documents that are not on
 * the disk.
 *
 * @returns `cancelled` when the user was asked about the tests and took the fix back.
 */
export async function verificationFor(uri: Uri, consent: TestConsent): Promise<Verification | undefined | "cancelled"> {
  if (!workspace.isTrusted || uri.scheme !== "file") return undefined;
  const inWorkspace = workspace.getWorkspaceFolder(uri)?.uri;
  const command = inWorkspace ? testCommand() : "";
  const answer = inWorkspace && command !== "" ? await consent.ask(inWorkspace, command) : "skip";
  if (answer === "cancel") return "cancelled";
  const typescript = await editorTypescript();
  return {
    folder: (inWorkspace ?? Uri.joinPath(uri, "..")).toString(),
    ...(typescript !== undefined && { typescript }),
    ...(answer === "run" && { testCommand: command }),
  };
}

/** The TypeScript that the editor brings along for its own language support. */
async function editorTypescript(): Promise<string | undefined> {
  const file = path.join(env.appRoot, "extensions/node_modules/typescript/lib/typescript.js");
  return (await stat(file).catch(() => undefined))?.isFile() === true ? file : undefined;
}
