import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { panelHtml } from "../../../extension/chat/panelHtml.js";
import { bundles } from "../../../scripts/bundles.js";

const root = path.resolve(import.meta.dirname, "../../..");
const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".ttf": "font/ttf",
};

/** The built panel on a local address, in the host's own HTML with its content security policy. */
export interface PanelSite {
  readonly origin: string;
  close(): Promise<void>;
}

/** Builds the panel as it ships and serves it. */
export async function servePanel(): Promise<PanelSite> {
  const folder = await mkdtemp(path.join(tmpdir(), "ponder-panel-"));
  await build({ ...bundles.panel, absWorkingDir: root, outdir: folder, minify: true, logLevel: "warning" });
  let origin = "";
  const server = createServer((request, response) => {
    if (request.url === "/") {
      const page = panelHtml({
        nonce: randomBytes(24).toString("base64url"),
        cspSource: origin,
        script: `${origin}/panel/panel.js`,
        style: `${origin}/panel/panel.css`,
        icons: `${origin}/panel/codicon.css`,
      });
      response.setHeader("content-type", "text/html").end(page);
      return;
    }
    // The browser asks for it by itself; a webview's does not.
    if (request.url === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    const { pathname } = new URL(request.url ?? "", origin);
    const file = path.join(folder, "panel", path.basename(pathname));
    readFile(file).then(
      (bytes) => response.setHeader("content-type", types[path.extname(file)] ?? "text/plain").end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
