import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { resolveCliPathFromVSCodeExecutablePath } from "@vscode/test-electron";
import { _electron as electron } from "playwright-core";
import { mustRun } from "../setup/command.mjs";
import { quietSettings } from "./settings.mjs";
import type { EditorWindow, WindowOptions } from "./editorWindow.js";

/** Opens a window of desktop VS Code with a profile of its own. */
export async function openDesktop(
  executable: string,
  { vsix, workspace, scratch, settings }: WindowOptions,
): Promise<EditorWindow> {
  const userData = path.join(scratch, "user-data");
  const profile = [`--user-data-dir=${userData}`, `--extensions-dir=${path.join(scratch, "extensions")}`];
  await mkdir(path.join(userData, "User"), { recursive: true });
  await writeFile(path.join(userData, "User/settings.json"), JSON.stringify({ ...quietSettings, ...settings }));
  const cli = resolveCliPathFromVSCodeExecutablePath(executable);
  await mustRun(cli, [...profile, "--install-extension", vsix], { shell: process.platform === "win32" });
  const app = await electron.launch({
    executablePath: executable,
    args: [
      ...profile,
      ...["--disable-workspace-trust", "--disable-updates", "--skip-welcome", "--skip-release-notes"],
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      workspace,
    ],
  });
  return { page: await app.firstWindow(), close: () => app.close() };
}
