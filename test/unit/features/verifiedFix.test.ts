import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { CancellationTokenSource, LSPErrorCodes, type CancellationToken } from "vscode-languageserver/node";
import type { EditProposeParams, EditProposeResult } from "../../../protocol/edits.js";
import type { TurnEvent } from "../../../protocol/events.js";
import { verifyProblemsMethod, type VerifyProblemsParams } from "../../../protocol/verify.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { thoughtForms } from "../../../language-server/thinking/thoughtForms.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient } from "../../support/lspClient.js";
import { processesWith } from "../../support/processes.js";

const text = "def total(a):\n    return a - 1\n";
const answer = (code: string, thought = "A thought.") =>
  `${thought}\n</think>\n\n\`\`\`python\ndef total(a):\n    ${code}\n\`\`\`\n\nDone.`;
const at = (line: number, character = 0) => ({ start: { line, character }, end: { line, character } });

let client: LspClient;
let engine: ScriptedEngine;
let folder: string | undefined;

async function connect(script: Script, settings: unknown = {}, uri = "file:///work/sum.py"): Promise<string> {
  engine = new ScriptedEngine(script);
  client = await connectInProcess(engine, { settings });
  await client.open(uri, "python", text, 3);
  return uri;
}

const propose = (uri: string, params: Partial<EditProposeParams> = {}, token?: CancellationToken) =>
  client.propose(
    { kind: "fix", uri, version: 3, range: at(1, 4), problems: [], path: "sum.py", candidates: 4, ...params },
    token,
  );

const newText = ({ proposal }: EditProposeResult) => proposal.files[0]?.hunks[0]?.newText;
const progressOf = (events: readonly TurnEvent[]) => events.filter((event) => event.type === "candidates").at(-1);

/** A folder on the disk with the document and a program that tests it. */
async function onDisk(
  test: string,
): Promise<{ readonly uri: string; readonly folderUri: string; readonly command: string }> {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "ponder-fix-")));
  await writeFile(path.join(folder, "sum.py"), text);
  await writeFile(path.join(folder, "test.cjs"), test);
  return {
    uri: pathToFileURL(path.join(folder, "sum.py")).href,
    folderUri: pathToFileURL(folder).href,
    command: `"${process.execPath}" test.cjs`,
  };
}

afterEach(async () => {
  client.connection.dispose();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  folder = undefined;
});

describe("a fix with several candidates", () => {
  it("is one group at R1's own temperature; equal proposals are one candidate, and the most wanted comes first", async () => {
    const uri = await connect([
      { text: answer("return a + 2", "The first thought.") },
      { text: answer("return a + 1", "The second thought.") },
      { text: answer("return a + 1", "The third thought.") },
      { text: "</think>\n\nI do not know." },
    ]);
    const turn = propose(uri);
    const result = await turn.result;
    expect(engine.groups).toMatchObject([{ lane: "edit", count: 4, sampling: { temperature: 0.6, topP: 0.95 } }]);
    expect(engine.requests).toEqual([]);

    expect(newText(result)).toBe("    return a + 1");
    // Each with its own thought; that of the first answer that made the edit.
    expect(result.turn.thinking.text).toBe("The second thought.");
    expect(result.candidates?.map(({ answer: number, score: { votes } }) => [number, votes])).toEqual([
      [1, 2],
      [0, 1],
      [3, 1],
    ]);
    expect(result.candidates?.[1]?.turn?.thinking.text).toBe("The first thought.");
    expect(result.candidates?.[2]).toMatchObject({
      failure: { code: "noProposal" },
      score: { reward: 0, rewards: [{ name: "format", passed: false }] },
    });
    expect(result.candidates?.[0]?.score.rewards.map(({ name, passed }) => [name, passed])).toEqual([
      ["format", true],
      ["parse", true],
      // The test's client knows no problems.
      ["diagnostics", undefined],
    ]);
    // No thought is in any edit.
    expect(JSON.stringify(result.candidates?.map(({ proposal }) => proposal))).not.toContain("thought");
  });

  it("streams the first answer and how far the others are; what all cost comes last", async () => {
    const uri = await connect([{ text: answer("return a + 1", "One.") }, { text: answer("return a + 2", "Two.") }]);
    const turn = propose(uri, { candidates: 2 });
    const result = await turn.result;
    const streamed = turn.events.map((event) => (event.type === "thinking" ? event.text : "")).join("");
    expect(streamed).toBe("One.");
    expect(progressOf(turn.events)).toEqual({ type: "candidates", total: 2, written: 2, checked: 2, round: 1 });
    expect(turn.events.slice(-2).map(({ type }) => type)).toEqual(["proposal", "usage"]);
    expect(turn.events.at(-1)).toMatchObject(result.turn.usage);
    const own = result.candidates?.map((candidate) => candidate.turn?.usage.generatedTokens ?? 0) ?? [];
    expect(result.turn.usage.generatedTokens).toBe(own.reduce((sum, tokens) => sum + tokens, 0));
  });

  it("puts code that does not parse behind code that does, however many wanted it", async () => {
    const uri = await connect([
      { text: answer("return (a + 1") },
      { text: answer("return (a + 1") },
      { text: answer("return (a + 1)") },
    ]);
    const result = await propose(uri, { candidates: 3 }).result;
    expect(newText(result)).toBe("    return (a + 1)");
    expect(result.candidates?.[1]?.score.rewards[1]).toEqual({
      name: "parse",
      passed: false,
      message: "Syntax errors in sum.py.",
    });
  });

  it("asks the editor for the problems of texts that are nowhere saved", async () => {
    const uri = await connect([{ text: answer("return a + b") }, { text: answer("return a + 1") }]);
    const asked: string[] = [];
    client.connection.onRequest(verifyProblemsMethod, ({ uri: of, text: code }: VerifyProblemsParams) => {
      asked.push(`${of} ${code}`);
      return code.includes("b\n") ? [{ range: at(1), message: "b is not defined" }] : [];
    });
    const result = await propose(uri, { candidates: 2 }).result;
    expect(newText(result)).toBe("    return a + 1");
    expect(result.candidates?.map(({ score }) => score.rewards[2]?.passed)).toEqual([true, false]);
    expect(asked).toHaveLength(3);
    expect(asked[0]).toBe(`${uri} ${text}`);
  });

  it("takes as many as the setting says, and one without it", async () => {
    const one = await connect([{ text: answer("return a + 1") }]);
    await propose(one, { candidates: undefined as never }).result;
    expect(engine.groups).toEqual([]);
    client.connection.dispose();
    const two = await connect([{ text: answer("return a + 1") }, { text: answer("return a + 1") }], {
      fix: { candidates: 2 },
    });
    const result = await propose(two, { candidates: undefined as never }).result;
    expect(engine.groups).toMatchObject([{ count: 2 }]);
    expect(result.candidates).toHaveLength(1);
  });

  const distinct = Array.from({ length: 600 }, (_, at) => `${String(at * 7919)} `).join("");
  it.each([
    ["ends without an answer", "noAnswer", "A short thought.", "medium"],
    ["goes in circles", "loop", "The same again. ".repeat(300), "medium"],
    ["is too long", "budget", distinct, "low"],
  ] as const)("asks an answer alone, after the others, when its thought %s", async (_, closedBy, thought, effort) => {
    const uri = await connect((request, candidate) => {
      if (!("count" in request)) return { text: "```python\ndef total(a):\n    return a + 1\n```" };
      return candidate === 0 ? { text: thought, split: "characters" } : { text: answer("return a + 2") };
    });
    const result = await propose(uri, { candidates: 2, effort }).result;
    const first = result.candidates?.find((candidate) => candidate.answer === 0);
    expect(first?.turn?.thinking.closedBy).toBe(closedBy);
    expect(first?.proposal?.files[0]?.hunks[0]?.newText).toBe("    return a + 1");
    expect(engine.requests).toHaveLength(1);
    // What it goes on from is its own thought, closed.
    expect(engine.requests[0]?.prompt.at(-1)).toEqual({ special: thoughtForms.think.prompt.close });
    expect(JSON.stringify(engine.requests[0]?.prompt.at(-2))).toContain(thought.slice(0, 20).trim());
  });

  it("fails as a fix fails when no answer is an edit", async () => {
    const uri = await connect([{ text: "</think>\n\nNo." }, { text: answer("return a - 1") }]);
    const turn = propose(uri, { candidates: 2 });
    expect((await errorOf(turn.result)).data?.code).toBe("noProposal");
    expect(turn.events.at(-1)?.type).toBe("usage");
    expect(turn.events.some(({ type }) => type === "proposal")).toBe(false);
  });

  it("is cancelled as a whole", async () => {
    const uri = await connect(() => ({ text: "A thought", then: { type: "hangs" } }));
    const source = new CancellationTokenSource();
    const turn = propose(uri, {}, source.token);
    await turn.seen(({ type }) => type === "thinking");
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    await expect.poll(() => engine.running).toBe(0);
  });

  it("is placed again in a document that was changed meanwhile", async () => {
    const uri = await connect([{ text: answer("return a + 1") }, { text: answer("return a + 2") }]);
    client.connection.onRequest(verifyProblemsMethod, async () => {
      await client.change(uri, 4, `# new\n${text}`);
      return [];
    });
    const result = await propose(uri, { candidates: 2 }).result;
    expect(result.proposal.files[0]).toMatchObject({ version: 4, hunks: [{ range: { start: { line: 2 } } }] });
    expect(result.candidates).toHaveLength(2);
  });

  it.each([0, 9, 1.5, "4"])("refuses %s candidates", async (candidates) => {
    const uri = await connect([]);
    expect((await errorOf(propose(uri, { candidates: candidates as number }).result)).data?.code).toBe("badRequest");
  });
});

describe("the tests of candidates", () => {
  const passing = `process.exitCode = require("fs").readFileSync("sum.py", "utf8").includes("a + 1") ? 0 : 1; console.log("# pass 1");`;

  it("decide, and are run in a copy with the candidate in it", async () => {
    const { uri, folderUri, command } = await onDisk(passing);
    await connect(
      [{ text: answer("return a + 2") }, { text: answer("return a + 2") }, { text: answer("return a + 1") }],
      {},
      uri,
    );
    const result = await propose(uri, { candidates: 3, verification: { folder: folderUri, testCommand: command } })
      .result;
    expect(newText(result)).toBe("    return a + 1");
    expect(result.candidates?.map(({ score }) => score.rewards[3]?.passed)).toEqual([true, false]);
    expect(await readFile(path.join(folder ?? "", "sum.py"), "utf8")).toBe(text);
  });

  it("are said to fail where the best fails, too", async () => {
    const { uri, folderUri, command } = await onDisk("process.exitCode = 1;");
    await connect([{ text: answer("return a + 2") }, { text: answer("return a + 1") }], {}, uri);
    const result = await propose(uri, { candidates: 2, verification: { folder: folderUri, testCommand: command } })
      .result;
    expect(result.candidates?.every(({ score }) => score.rewards[3]?.passed === false)).toBe(true);
    expect(engine.groups).toHaveLength(1);
  });

  it("do not run without the user's permission, in no case of a file outside of the folder, and not for broken code", async () => {
    const mark = path.join(os.tmpdir(), `ponder-ran-${String(process.pid)}`);
    const { uri, folderUri, command } = await onDisk(`require("fs").writeFileSync(${JSON.stringify(mark)}, "")`);
    await connect(() => ({ text: answer("return (a + 1") }), {}, uri);
    const verifications: EditProposeParams["verification"][] = [
      undefined,
      { folder: folderUri },
      { folder: folderUri, testCommand: "  " },
      { folder: `${folderUri}/sub`, testCommand: command },
      { folder: folderUri, testCommand: command },
    ];
    for (const verification of verifications) {
      await propose(uri, { candidates: 2, ...(verification && { verification }) }).result;
    }
    await expect(readFile(mark)).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("are killed when the fix is cancelled", async () => {
    const mark = `cancelled-${String(process.pid)}`;
    const { uri, folderUri, command } = await onDisk("setInterval(() => {}, 1000);");
    await connect(() => ({ text: answer("return a + 1") }), {}, uri);
    const source = new CancellationTokenSource();
    const verification = { folder: folderUri, testCommand: `${command} ${mark}` };
    const turn = propose(uri, { candidates: 2, verification }, source.token);
    await expect.poll(() => processesWith("test.cjs", mark).length, { timeout: 20_000 }).toBeGreaterThan(0);
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    await expect.poll(() => processesWith("test.cjs", mark), { timeout: 20_000 }).toEqual([]);
  });

  it("are fed back once, without any thought, where the setting says so", async () => {
    const { uri, folderUri, command } = await onDisk(`${passing} console.log("expected 3, got 4");`);
    const rounds: Script = ({ prompt }) =>
      JSON.stringify(prompt).includes("not right yet")
        ? { text: answer("return a + 1", "The later thought.") }
        : { text: answer("return a + 2", "The earlier thought.") };
    await connect(rounds, { fix: { retry: true } }, uri);
    const turn = propose(uri, { candidates: 2, verification: { folder: folderUri, testCommand: command } });
    const result = await turn.result;
    expect(newText(result)).toBe("    return a + 1");
    expect(result.candidates?.map(({ answer: number }) => number)).toEqual([2, 0]);
    expect(progressOf(turn.events)).toEqual({ type: "candidates", total: 4, written: 4, checked: 4, round: 2 });
    const prompt = JSON.stringify(engine.groups[1]?.prompt);
    expect(engine.groups).toHaveLength(2);
    expect(prompt).toContain("The tests fail (exit code 1");
    expect(prompt).toContain("expected 3, got 4");
    expect(prompt).toContain("return a + 2");
    expect(prompt).not.toContain("thought");
  });

  it("are not fed back where the best passes", async () => {
    const { uri, folderUri, command } = await onDisk("process.exitCode = 0;");
    await connect(() => ({ text: answer("return a + 1") }), { fix: { retry: true } }, uri);
    await propose(uri, { candidates: 2, verification: { folder: folderUri, testCommand: command } }).result;
    expect(engine.groups).toHaveLength(1);
  });
});
