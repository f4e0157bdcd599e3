import { commands, env, window } from "vscode";

/**
 * What is selected in the active terminal; empty: nothing. The stable API has no way to read it but the clipboard,
 * which gets back the text it had.
 */
export async function terminalSelection(): Promise<string> {
  if (!window.activeTerminal) return "";
  const before = await env.clipboard.readText();
  try {
    await env.clipboard.writeText("");
    await commands.executeCommand("workbench.action.terminal.copySelection");
    return await env.clipboard.readText();
  } finally {
    await env.clipboard.writeText(before);
  }
}
