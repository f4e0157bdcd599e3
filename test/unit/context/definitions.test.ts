import { describe, expect, it } from "vitest";
import { Definitions, type DefinitionsParts } from "../../../language-server/context/definitions.js";
import type { DeclaredText } from "../../../protocol/completion.js";

const lines = ["function sum() {", "  first();", "  second();", "}"];
const uri = "file:///work/a.js";
const code = { uri, path: "src/a.js", lines, target: { start: 0, end: 3 }, problems: [] };
const never = new AbortController().signal;
const declared = (other: string, line = 0, text = `function f${String(line)}() {\n}\n`): DeclaredText => ({
  uri: other,
  range: { start: { line, character: 0 }, end: { line: line + 2, character: 0 } },
  text,
});

function start(parts: Partial<DefinitionsParts>) {
  const log: string[] = [];
  const definitions = new Definitions({
    ask: () => Promise.resolve([]),
    pathInWorkspace: (other) => /^file:\/\/\/work\/(.*)$/.exec(other)?.[1],
    ignored: () => undefined,
    clock: { now: () => 0, sleep: () => new Promise(() => undefined) },
    log: { debug: (line) => log.push(line) },
    ...parts,
  });
  return { definitions, log };
}
const paths = async (found: readonly (DeclaredText | null)[], parts: Partial<DefinitionsParts> = {}) => {
  const { definitions } = start({ ask: () => Promise.resolve(found), ...parts });
  return (await definitions.find(code, never)).map(({ path, range }) => `${path} ${String(range.start.line)}`);
};

describe("definitions for a fix", () => {
  it("are asked of the client for the names of the code, within a time", async () => {
    const asked: unknown[] = [];
    const { definitions, log } = start({
      ask: (params) => {
        asked.push(params);
        return Promise.resolve([declared("file:///work/b.js"), null]);
      },
    });
    expect(await definitions.find(code, never)).toEqual([
      { path: "b.js", range: declared("").range, text: "function f0() {\n}" },
    ]);
    const positions = [1, 2].map((line) => ({ line, character: 2 }));
    expect(asked).toEqual([{ uri, positions, timeLimitMs: 3000 }]);
    expect(log).toEqual(["definitions for a fix: 1 of 2 names"]);
  });

  it("are each taken once, and none of the code itself or around it", async () => {
    const twice = declared("file:///work/b.js", 7);
    expect(await paths([twice, twice, declared(uri, 2), declared(uri, 40)])).toEqual(["b.js 7", "src/a.js 40"]);
    expect(await paths([{ ...declared(uri), range: { ...twice.range, start: { line: 0, character: 0 } } }])).toEqual(
      [],
    );
  });

  it("leave out other folders, files that are left alone, and what looks like a secret", async () => {
    const secret = declared("file:///work/b.js", 0, 'const apiKey = "q8Zk2LmN4pR7sT1vX3yB6cD9";\n');
    const all = [
      declared("file:///lib/es5.d.ts"),
      declared("file:///work/.env"),
      secret,
      declared("file:///work/c.js"),
    ];
    const ignored = (other: string) => (other.endsWith(".env") ? "secretsFile" : undefined);
    expect(await paths(all, { ignored })).toEqual(["c.js 0"]);
  });

  it.each([
    ["fails", () => Promise.reject(new Error("gone")), "definitions for a fix: none, gone"],
    ["does not know the request", () => Promise.resolve(undefined), "definitions for a fix: 0 of 2 names"],
  ])("are none where the client %s", async (_, ask, line) => {
    const { definitions, log } = start({ ask });
    expect(await definitions.find(code, never)).toEqual([]);
    expect(log).toEqual([line]);
  });

  it("are none where the client is silent for too long", async () => {
    const slept: number[] = [];
    const sleep = (ms: number) => Promise.resolve(void slept.push(ms));
    const { definitions, log } = start({ ask: () => new Promise(() => undefined), clock: { now: () => 0, sleep } });
    expect(await definitions.find(code, never)).toEqual([]);
    expect(slept).toEqual([3500]);
    expect(log).toEqual(["definitions for a fix: none, the client did not answer in time"]);
  });

  it("ask nothing where the code names nothing", async () => {
    const { definitions } = start({ ask: () => Promise.reject(new Error("asked")) });
    expect(await definitions.find({ ...code, lines: ["1 + 1"], target: { start: 0, end: 0 } }, never)).toEqual([]);
  });
});
