import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nextEditMethod, type NextEditParams, type NextEditResult } from "../../../protocol/nextEdit.js";
import { temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { eventually } from "../../support/eventually.js";

let client: LspClient;
let folder: string;
let enabled = true;

/** A model that writes `rate` behind a comma, whatever comes before. */
beforeAll(async () => {
  folder = await temporaryFolder();
  const model = path.join(folder, "rate.gguf");
  await writeTinyModel({
    file: model,
    corpus: "sum(a, rate);\n".repeat(40),
    script: [", rate);<｜end▁of▁sentence｜>"],
  });
  client = await startBuiltServer(await buildServer(), "stdio", {
    configuration: () => ({ model: { path: "", threads: 1, gpu: "cpu" }, completion: { model, nextEdit: enabled } }),
  });
  await client.request("ponder/model/load", {});
});
afterAll(async () => {
  await client.stop();
  await rm(folder, { recursive: true });
});

let opened = 0;

/** Opens a document, changes it, and asks behind the change until the grammar is there. */
async function edited(before: string, after: string, caret: number, languageId = "javascript") {
  const uri = `file:///work/next${++opened}.js`;
  await client.open(uri, languageId, before);
  const lines = after.slice(0, caret).split("\n");
  const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  const params: NextEditParams = { uri, version: 2, position };
  const ask = (more: Partial<NextEditParams> = {}) =>
    client.request<NextEditResult>(nextEditMethod, { ...params, ...more });
  await client.change(uri, 2, after);
  return { ask, uri };
}

describe("ponder/completion/nextEdit", () => {
  it("proposes the next use of a name that was changed where it is declared", async () => {
    const { ask, uri } = await edited(
      "const sum = 1;\nuse(sum);\nuse(sum);\n",
      "const total = 1;\nuse(sum);\nuse(sum);\n",
      11,
    );
    const first = await eventually(async () => {
      const edit = await ask();
      expect(edit).not.toBeNull();
      return edit;
    });
    expect(first).toEqual({
      id: expect.any(Number) as number,
      kind: "renamed",
      range: { start: { line: 1, character: 4 }, end: { line: 1, character: 7 } },
      newText: "total",
      places: 2,
    });
    await client.change(uri, 3, "const total = 1;\nuse(total);\nuse(sum);\n");
    const second = await ask({ version: 3, position: { line: 1, character: 9 } });
    expect(second).toMatchObject({ id: first?.id, range: { start: { line: 2, character: 4 } }, places: 1 });
  });

  it("asks the model for an argument that is missing", async () => {
    const { ask } = await edited("function f(a) {}\nf(1);\n", "function f(a, b) {}\nf(1);\n", 15);
    await eventually(async () =>
      expect(await ask()).toMatchObject({
        kind: "parameterAdded",
        range: { start: { line: 1, character: 3 }, end: { line: 1, character: 3 } },
        newText: ", rate",
      }),
    );
  });

  it("takes away an argument that is one too many, without the model", async () => {
    const { ask } = await edited("function f(a, b) {}\nf(1, 2);\n", "function f(a) {}\nf(1, 2);\n", 12);
    await eventually(async () => expect(await ask()).toMatchObject({ kind: "parameterRemoved", newText: "" }));
  });

  it("says nothing to an older version, of what is no file of its, and when it is switched off", async () => {
    const { ask } = await edited("const a = 1;\nuse(a);\n", "const b = 1;\nuse(a);\n", 7);
    await eventually(async () => expect(await ask()).not.toBeNull());
    expect(await ask({ version: 1 })).toBeNull();
    expect(await ask({ uri: "file:///work/other.js" })).toBeNull();
    enabled = false;
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
    await eventually(async () => expect(await ask()).toBeNull());
    enabled = true;
    await client.connection.sendNotification("workspace/didChangeConfiguration", { settings: null });
  });

  it("checks its parameters", async () => {
    const params = { uri: "file:///work/a.js", position: { line: 0, character: 0 }, version: "1" };
    expect(await errorOf(client.request(nextEditMethod, params))).toMatchObject({ data: { code: "badRequest" } });
  });
});
