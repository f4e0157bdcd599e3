import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DidChangeWorkspaceFoldersNotification } from "vscode-languageserver/node";
import {
  completionCaretMethod,
  completionCopiedMethod,
  completionDeclarationsMethod,
  type CompletionDeclarationsParams,
} from "../../../protocol/completion.js";
import { modelLoadMethod } from "../../../protocol/model.js";
import { ScriptedEngine } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import type { LspClient, LspClientOptions } from "../../support/lspClient.js";

const text = "const total = computeTotal(cart, \n";
const caret = { line: 0, character: 33 };
const declaration = "export function computeTotal(cart: Cart, rate: number): number {\n  return cart.sum * rate;\n}\n";

let folder: string;
let client: LspClient;
let engine: ScriptedEngine;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "ponder-context-")));
});
afterEach(() => {
  client.connection.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;

async function connect(options: LspClientOptions = {}): Promise<void> {
  engine = new ScriptedEngine(Array.from({ length: 20 }, () => ({ text: " rate);" })));
  client = await connectInProcess(engine, {
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "shop" }],
    ...options,
  });
  // A caret at rest loads no model.
  await client.request(modelLoadMethod, {});
}

/** The client answers like this; resolves to what it was asked. */
const declares = (answer: () => unknown): Promise<CompletionDeclarationsParams> =>
  new Promise((resolve) => {
    client.connection.onRequest(completionDeclarationsMethod, (params: CompletionDeclarationsParams) => {
      resolve(params);
      return answer();
    });
  });

const found = (name: string) => ({ uri: uriOf(name), range: { start: caret, end: caret }, text: declaration });

async function rest(uri: string): Promise<void> {
  await client.connection.sendNotification(completionCaretMethod, { uri, position: caret });
}

/** Waits for a line of the log that says so. */
const logged = (part: string) => vi.waitFor(() => expect(client.log.join("\n")).toContain(part), { timeout: 10_000 });

/** Rests until the log says so: on a busy machine the first answer may be late, and is used the next time. */
const restUntil = (uri: string, part: string) =>
  vi.waitFor(
    async () => {
      await rest(uri);
      expect(client.log.join("\n")).toContain(part);
    },
    { timeout: 10_000, interval: 200 },
  );

/** Asks on demand. @returns the prompt, as one text. */
async function promptOf(uri: string): Promise<string> {
  const before = engine.requests.length;
  await client.complete(uri, caret);
  return (engine.requests[before]?.prompt ?? []).map((part) => ("text" in part ? part.text : part.special)).join("");
}

describe("context of completions over LSP", () => {
  it("asks the client for the declarations near the caret, and shows them to the model with their paths", async () => {
    await connect();
    const asked = declares(() => [found("src/total.ts")]);
    await client.open(uriOf("cart.ts"), "typescript", text);
    await rest(uriOf("cart.ts"));
    expect(await asked).toEqual({
      uri: uriOf("cart.ts"),
      positions: [{ line: 0, character: 14 }],
      timeLimitMs: 1_000,
    });
    await restUntil(uriOf("cart.ts"), "1 chunks: declaration");
    const prompt = await promptOf(uriOf("cart.ts"));
    expect(prompt).toContain(`src/total.ts\n${declaration}`);
    expect(prompt.indexOf("src/total.ts")).toBeLessThan(prompt.indexOf("cart.ts\n"));
  });

  it("does not wait for a client that takes its time", async () => {
    await connect();
    let answer: (list: unknown) => void = () => undefined;
    const asked = declares(() => new Promise((resolve) => (answer = resolve)));
    await client.open(uriOf("cart.ts"), "typescript", text);
    await rest(uriOf("cart.ts"));
    await asked;
    await logged("declarations: skipped");
    expect(await promptOf(uriOf("cart.ts"))).not.toContain("src/total.ts");
    answer([found("src/total.ts")]);
    await logged("too late");
    await restUntil(uriOf("cart.ts"), "1 chunks: declaration");
  });

  it.each([
    ["fails", () => Promise.reject(new Error("no provider"))],
    ["answers with something else", () => ({ uri: "x" })],
    ["answers with half a place", () => [{ uri: "file:///x", text: 3 }]],
  ])("completes all the same when the client %s", async (_, answer) => {
    await connect();
    const asked = declares(answer);
    await client.open(uriOf("cart.ts"), "typescript", text);
    await rest(uriOf("cart.ts"));
    await asked;
    await logged("declarations: failed");
    expect(await promptOf(uriOf("cart.ts"))).toContain("computeTotal(cart,");
  });

  it("does without a client that does not know the request", async () => {
    await connect();
    await client.open(uriOf("cart.ts"), "typescript", text);
    await rest(uriOf("cart.ts"));
    await logged("declarations: 0 chunks");
    expect(client.log.join("\n")).not.toContain("declarations: failed");
  });

  it("uses nothing of ignored files and of those that hold secrets, whoever sends it", async () => {
    writeFileSync(path.join(folder, ".gitignore"), "private/\n");
    await connect({ settings: { completion: { exclude: ["**/*.gen.ts"] } } });
    const answers = [found("private/total.ts")];
    const asked = declares(() => answers);
    await client.open(uriOf("cart.ts"), "typescript", text);
    for (const name of ["private/b.ts", "c.gen.ts", ".env"]) {
      await client.open(uriOf(name), "typescript", declaration);
      const whole = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
      await client.connection.sendNotification(completionCopiedMethod, {
        uri: uriOf(name),
        range: whole,
        text: declaration,
      });
    }
    await rest(uriOf("cart.ts"));
    await asked;
    await logged("declarations: 1 chunks");
    expect(await promptOf(uriOf("cart.ts"))).not.toContain("rate: number");
  });

  it("shows what was copied and what is open", async () => {
    await connect();
    await client.open(uriOf("cart.ts"), "typescript", text);
    await client.open(
      uriOf("tax.ts"),
      "typescript",
      "// computeTotal for a cart: the total\nexport class TaxTable {}\n",
    );
    const copied = "interface Rates {\n  readonly low: number;\n}\n";
    await client.connection.sendNotification(completionCopiedMethod, {
      uri: uriOf("rates.ts"),
      range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } },
      text: copied,
    });
    await restUntil(uriOf("cart.ts"), "2 chunks: open, copied");
    const prompt = await promptOf(uriOf("cart.ts"));
    expect(prompt).toContain(`rates.ts\n${copied}`);
    expect(prompt).toContain("tax.ts\n// computeTotal");
  });

  it("makes no completion in an ignored file, and gathers nothing for it", async () => {
    await connect();
    let count = 0;
    client.connection.onRequest(completionDeclarationsMethod, () => {
      count++;
      return [];
    });
    await client.open(uriOf(".env.local"), "properties", text);
    await rest(uriOf(".env.local"));
    expect(await client.complete(uriOf(".env.local"), caret)).toEqual([]);
    expect(client.log.join("\n")).toContain("no completion: secretsFile");
    expect(engine.requests).toEqual([]);
    expect(count).toBe(0);
  });

  it("follows the workspace folders", async () => {
    writeFileSync(path.join(folder, ".gitignore"), "cart.ts\n");
    await connect({ workspaceFolders: [] });
    const uri = uriOf("cart.ts");
    await client.open(uri, "typescript", text);
    expect(await client.complete(uri, caret)).toHaveLength(1);
    const event = { added: [{ uri: pathToFileURL(folder).href, name: "shop" }], removed: [] };
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
    expect(await client.complete(uri, caret)).toEqual([]);
  });
});
