import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventsOf, ponder } from "../../support/ponder.js";

const text =
  "const rate = 3;\n\nfunction add(a, b) {\n  return a - b;\n}\n\nfunction twice(a) {\n  return add(a, a);\n}\n";
const fixed = text.replace("a - b", "a + b");
const wholeFile = `The sign is wrong.\n</think>\n\nHere it is:\n\n\`\`\`js\n${fixed}\`\`\`\n\nI changed the sign.\n`;
const searchReplace = "sums.js\n<<<<<<< SEARCH\n  return a - b;\n=======\n  return a + b;\n>>>>>>> REPLACE\n";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "ponder-apply-"));
  await writeFile(path.join(folder, "sums.js"), text);
});
afterAll(() => rm(folder, { recursive: true }));

describe("ponder apply", () => {
  it.each([
    ["a code block with the whole file, after a thought", wholeFile],
    ["a SEARCH/REPLACE block", searchReplace],
  ])("makes the edit of %s and prints the new text", async (_, input) => {
    const run = await ponder(["apply", "sums.js"], { cwd: folder, input });
    expect(run).toEqual({ code: 0, stdout: fixed, stderr: "" });
    expect(await readFile(path.join(folder, "sums.js"), "utf8")).toBe(text);
  });

  it("rewrites the lines it was given", async () => {
    const input = "```js\nfunction add(a, b) {\n  return a + b;\n}\n```\n";
    const run = await ponder(["apply", "sums.js:3-5"], { cwd: folder, input });
    expect(run).toEqual({ code: 0, stdout: fixed, stderr: "" });
  });

  it("keeps Windows line ends and the byte order mark", async () => {
    const windows = (lines: string): string => `\uFEFF${lines.replaceAll("\n", "\r\n")}`;
    await writeFile(path.join(folder, "windows.js"), windows(text));
    const input = searchReplace.replace("sums.js", "windows.js");
    const run = await ponder(["apply", "windows.js"], { cwd: folder, input });
    expect(run).toEqual({ code: 0, stdout: windows(fixed), stderr: "" });
  });

  it.each([
    ["noProposal", "I do not know.\n"],
    ["noProposal", ""],
    ["noChange", `\`\`\`js\n${text}\`\`\`\n`],
    ["noMatch", searchReplace.replace("  return a - b;", "  return somethingEntirelyDifferent(here, there);")],
    ["ambiguous", "sums.js\n<<<<<<< SEARCH\n}\n=======\n};\n>>>>>>> REPLACE\n"],
  ])("refuses with %s, exit code 2 and empty standard output", async (code, input) => {
    const run = await ponder(["apply", "sums.js"], { cwd: folder, input });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(new RegExp(`^ponder: ${code}: \\S.*\n  \\S.*\n$`));
    const json = await ponder(["apply", "sums.js", "--json"], { cwd: folder, input });
    expect(json).toMatchObject({ code: 2, stderr: "" });
    expect(eventsOf(json)).toEqual([
      {
        type: "error",
        code,
        message: expect.stringMatching(/\S/) as string,
        hint: expect.stringMatching(/\S/) as string,
      },
    ]);
  });

  it("prints the proposal with --json", async () => {
    const run = await ponder(["apply", "sums.js", "--json"], { cwd: folder, input: searchReplace });
    expect(run.code).toBe(0);
    expect(eventsOf(run)).toMatchObject([{ type: "proposal", proposal: { files: [{ kind: "edit", version: 1 }] } }]);
  });
});
