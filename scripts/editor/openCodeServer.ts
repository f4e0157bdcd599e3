import path from "node:path";
import type { CodeServer } from "./codeServer.mjs";
import { launchChromium } from "./launch.mjs";
import { installExtension, startServer } from "./server.mjs";
import type { EditorWindow, WindowOptions } from "./editorWindow.js";

/**
 * Opens the workbench of a fresh code-server in Chromium. Without the smoke-test driver, which keeps notifications
 * from the user.
 */
export async function openCodeServer(
  codeServer: CodeServer,
  chromium: string,
  { vsix, workspace, scratch, settings, headed }: WindowOptions,
): Promise<EditorWindow> {
  const extensions = path.join(scratch, "extensions");
  await installExtension(codeServer, vsix, extensions, scratch);
  const server = await startServer({
    codeServer,
    folder: scratch,
    extensions,
    settings,
    // A closed page keeps its extension host for three hours otherwise.
    flags: ["--reconnection-grace-time", "5"],
  });
  const browser = await launchChromium(chromium, { headed });
  const close = async () => {
    await browser.close();
    await server.stop();
  };
  try {
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const page = await context.newPage();
    const query = new URLSearchParams({ folder: workspace });
    await page.goto(`http://127.0.0.1:${server.port}/?${query.toString()}`, { waitUntil: "domcontentloaded" });
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}
