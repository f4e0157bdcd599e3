import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { similarEdit } from "../../../benchmarks/edits/applying/bigEdits.js";
import { makeProposal } from "../../../language-server/edits/makeProposal.js";
import type { MainDocument } from "../../../language-server/edits/targetDocument.js";
import { failure } from "../../support/failure.js";

const documentOf = (lines: readonly string[]): MainDocument => ({
  uri: "file:///a.js",
  version: 1,
  languageId: "javascript",
  path: "/a.js",
  text: lines.join("\n"),
  target: { start: 0, end: lines.length - 1 },
});
const propose = (lines: readonly string[], answer: string) =>
  makeProposal(answer, { main: documentOf(lines), named: new Map() });
const line = (at: number) => `const value${String(at)} = compute(${String(at)});`;
const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);
const block = (search: string, replace: string) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`;

/** Generous limits, in milliseconds: they tell linear from quadratic, not fast from slow. */
const limit = 10_000;

describe("big answers", () => {
  it("100 blocks in 10,000 lines", () => {
    const blocks = numbers(100).map((at) => block(line(at * 97), `${line(at * 97)} // seen`));
    expect(propose(numbers(10_000).map(line), blocks.join("\n")).files[0]?.hunks).toHaveLength(100);
  });

  it("100 blocks that miss a line or have one more, in 10,000 lines", () => {
    const { before, after, answer } = similarEdit(10_000, 100);
    const { files, failures } = propose(before.split("\n"), answer);
    const document = TextDocument.create("file:///a.js", "javascript", 1, before);
    expect(TextDocument.applyEdits(document, [...(files[0]?.hunks ?? [])])).toBe(after);
    expect(failures).toBeUndefined();
  });

  it("a diff of 100,000 hunks", { timeout: limit * 3 }, () => {
    const start = performance.now();
    const hunks = numbers(100_000).map(
      (at) => `@@ -${String(at * 2 + 1)} +${String(at * 2 + 1)} @@\n-${line(at)}\n+x${String(at)}`,
    );
    const lines = numbers(100_000).flatMap((at) => [line(at), ""]);
    expect(propose(lines, `--- a/a.js\n+++ b/a.js\n${hunks.join("\n")}`).files[0]?.hunks).toHaveLength(100_000);
    expect(performance.now() - start).toBeLessThan(limit);
  });

  it("1,000 blocks that stand nowhere, in 10,000 lines", { timeout: limit * 3 }, () => {
    const start = performance.now();
    const blocks = numbers(1_000).map((at) => block(`let other${String(at)} = calculate(${String(at)}, here);`, "x"));
    expect(() => propose(numbers(10_000).map(line), blocks.join("\n"))).toThrow(failure("noMatch"));
    expect(performance.now() - start).toBeLessThan(limit);
  });

  it("a file of 20,000 lines that is wholly another one", { timeout: limit * 3 }, () => {
    const start = performance.now();
    const fresh = numbers(20_000).map((at) => `other(${String(at)});`);
    const { files } = propose(numbers(20_000).map(line), `\`\`\`js\n${fresh.join("\n")}\n\`\`\``);
    expect(files[0]?.hunks[0]?.newText).toBe(fresh.join("\n"));
    expect(performance.now() - start).toBeLessThan(limit);
  });

  it("a line of a million characters", { timeout: limit * 3 }, () => {
    const start = performance.now();
    const long = "x".repeat(1_000_000);
    const { files } = propose([long, "a();"], block("a();", "b();"));
    expect(files[0]?.hunks).toMatchObject([{ oldText: "a();", newText: "b();" }]);
    expect(performance.now() - start).toBeLessThan(limit);
  });
});
