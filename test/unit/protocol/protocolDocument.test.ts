import { readFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { errorCodes } from "../../../protocol/errors.js";
import { generatedDocuments, readProtocol } from "../../../scripts/docs/documents.js";
import { protocolDocument } from "../../../scripts/docs/protocolDocument.js";

const root = path.resolve(import.meta.dirname, "../../..");
let files: ReadonlyMap<string, string>;
let committed: string;
beforeAll(async () => {
  files = await readProtocol(root);
  committed = await readFile(path.join(root, "docs/protocol.md"), "utf8");
});

/** The protocol with one piece of one file replaced, which must be there. */
function changed(file: string, from: string, to: string): ReadonlyMap<string, string> {
  const source = files.get(file) ?? "";
  expect(source).toContain(from);
  return new Map([...files, [file, source.replace(from, to)]]);
}

describe("documents that are made from the code", () => {
  it("are up to date: run npm run docs after a change of protocol/ or of the settings", async () => {
    for (const [file, text] of await generatedDocuments(root)) {
      expect(await readFile(path.join(root, file), "utf8"), file).toBe(text);
    }
  });
});

describe("docs/protocol.md", () => {
  it("has a section for every message that any file of protocol/ names", () => {
    const methods = [...files.values()].flatMap((source) => [...source.matchAll(/"(ponder\/[\w/]+)"/g)]);
    expect(methods.length).toBeGreaterThan(5);
    for (const [, method] of methods) expect(committed).toContain(`\n### ${method ?? ""}\n`);
  });

  it("has a section for every exported type", () => {
    const types = [...files].flatMap(([file, source]) =>
      file === "settings.ts" ? [] : [...source.matchAll(/^export (?:interface|type) (\w+)/gm)],
    );
    expect(types.length).toBeGreaterThan(20);
    for (const [, type] of types) expect(committed).toContain(`\n### ${type ?? ""}\n`);
  });

  it.each(errorCodes)("explains the error %s", (code) => {
    expect(committed).toMatch(new RegExp(`^\\| \`${code}\` \\| \\S.* \\|$`, "m"));
  });

  it.each([
    [
      "a renamed message",
      "chat.ts",
      '"ponder/chat/turn"',
      '"ponder/chat/ask"',
      "`ponder/chat/turn`",
      "`ponder/chat/ask`",
    ],
    ["a further field", "text.ts", "readonly line: number;", "readonly line: number;\n  readonly byte: number;"],
    ["a field that is gone", "chat.ts", "  readonly question: string;\n", ""],
    ["another type", "events.ts", "readonly ms: number;", "readonly ms: string;"],
    ["a field that became optional", "edits.ts", "readonly summary: string;", "readonly summary?: string;"],
    ["a further error", "errors.ts", '  "internal",', '  "internal",\n  /** New. */\n  "teapot",'],
    ["a further panel message", "panel/messages.ts", '{ readonly type: "stop" }', '{ readonly type: "brew" }'],
    ["another comment", "model.ts", "Context that is used, in tokens.", "Context that is used, in bytes."],
  ])("differs after %s", (_, file, from, to, fromComment = from, toComment = to) => {
    const once = changed(file, from, to);
    const both = new Map([...once, [file, (once.get(file) ?? "").replace(fromComment, toComment)]]);
    expect(protocolDocument(both)).not.toBe(committed);
  });

  it("cannot be made when a message does not say who sends it", () => {
    const silent = changed("health.ts", "`ponder/health/ping`, client → server, request", "Checks the server");
    expect(() => protocolDocument(silent)).toThrow(/ponder\/health\/ping/);
  });

  it("cannot be made when a request does not name its errors", () => {
    const silent = changed("health.ts", "Errors: none; what", "What");
    expect(() => protocolDocument(silent)).toThrow(/ponder\/health\/doctor.*errors/);
  });

  it("cannot be made when a file has no chapter", () => {
    expect(() => protocolDocument(new Map([...files, ["new.ts", ""]]))).toThrow(/new\.ts/);
  });
});
