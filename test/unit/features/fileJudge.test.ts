import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contextJudgeMethod, type ContextJudgeResult } from "../../../protocol/context.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient } from "../../support/lspClient.js";

let folder: string;
let client: LspClient;

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ponder-judge-")));
  writeFileSync(path.join(folder, ".gitignore"), "dist/\n");
  writeFileSync(path.join(folder, ".ponderignore"), "private.ts\n");
  client = await connectInProcess(new ScriptedEngine([]), {
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "shop" }],
    configuration: () => ({ completion: { exclude: ["*.snap"] } }),
  });
});
afterEach(() => {
  client.connection.dispose();
  rmSync(folder, { recursive: true, force: true });
});

describe("ponder/context/judge", () => {
  it("says of each file what speaks against it", async () => {
    const names = ["src/a.ts", "dist/a.js", "private.ts", ".env", "a.snap", "not%zz"];
    const uris = names.map((name) => `${pathToFileURL(folder).href}/${name}`);
    const { reasons } = await client.request<ContextJudgeResult>(contextJudgeMethod, { uris });
    expect(reasons).toEqual([null, "ignoredFile", "ignoredFile", "secretsFile", "excluded", "ignoredFile"]);
  });

  it("refuses what is no list of texts", async () => {
    const error = await errorOf(client.request(contextJudgeMethod, { uris: [1] }));
    expect(error.data).toMatchObject({ code: "badRequest" });
  });
});
