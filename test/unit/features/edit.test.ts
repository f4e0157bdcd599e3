import { afterEach, describe, expect, it } from "vitest";
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes, type WorkspaceFolder } from "vscode-languageserver/node";
import {
  editMatchMethod,
  editPathsMethod,
  type EditMatchResult,
  type EditPathsResult,
  type EditProposal,
  type EditProposeParams,
} from "../../../protocol/edits.js";
import { completionDeclarationsMethod, type CompletionDeclarationsParams } from "../../../protocol/completion.js";
import { ScriptedEngine, type Script } from "../../../language-server/engine/scripted/scriptedEngine.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient } from "../../support/lspClient.js";

const uri = "file:///work/src/cart.js";
const text = "import { g } from './g.js';\n\nfunction sum(a) {\n  return a - 1;\n}\n\nfunction other() {\n  g();\n}\n";
const answer =
  "`-` is wrong.\n</think>\n\n```js\nfunction sum(a) {\n  return a + 1;\n}\n```\n\nI replaced `-` with `+`.";
const at = (line: number, character = 0, endLine = line, endCharacter = character) => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

let client: LspClient;
let engine: ScriptedEngine;

async function connect(script: Script, workspaceFolders: WorkspaceFolder[] = []): Promise<void> {
  engine = new ScriptedEngine(script);
  client = await connectInProcess(engine, { workspaceFolders });
  await client.open(uri, "javascript", text, 3);
}

/** The text of the prompt of a request, with its places for control tokens. */
const promptOf = (request: number): string =>
  (engine.requests[request]?.prompt ?? []).map((part) => ("text" in part ? part.text : part.special)).join("");

const propose = (params: Partial<EditProposeParams> = {}, source?: CancellationTokenSource) =>
  client.propose(
    { kind: "fix", uri, version: 3, range: at(3, 4), problems: [], path: "src/cart.js", ...params },
    source?.token,
  );

const hunksOf = ({ files }: EditProposal) => files.flatMap(({ hunks }) => hunks);

afterEach(() => client.connection.dispose());

describe("ponder/edit/propose", () => {
  it("thinks, and proposes the smallest change of the enclosing function", async () => {
    await connect([{ text: answer }]);
    const problems = [{ range: at(3, 9), message: "Type mismatch", source: "ts", code: "2322" }];
    const turn = propose({ problems });
    const { proposal, turn: whole } = await turn.result;
    const hunk = { range: at(3, 0, 3, 15), oldText: "  return a - 1;", newText: "  return a + 1;" };
    expect(proposal).toMatchObject({
      files: [{ uri, kind: "edit", version: 3, hunks: [hunk] }],
      summary: "I replaced `-` with `+`.",
      checks: [
        { name: "format", passed: true },
        { name: "match", passed: true },
      ],
    });
    expect(whole.thinking.text).toBe("`-` is wrong.");
    const types = turn.events.map(({ type }) => type);
    expect(types.slice(-2)).toEqual(["proposal", "usage"]);
    expect(turn.events.at(-2)).toEqual({ type: "proposal", proposal });
    const { lane, prompt } = engine.requests[0] ?? {};
    expect(lane).toBe("edit");
    expect(prompt?.filter((part) => "text" in part)).toEqual([
      {
        text:
          "[file name]: src/cart.js\n[file content begin]\nfunction sum(a) {\n  return a - 1;\n}\n[file content end]\n" +
          "Fix this code. Reply with the corrected code in a single fenced code block. The problem: Type mismatch (ts 2322)",
      },
    ]);
  });

  it("takes the lines of a selection as a whole", async () => {
    await connect([{ text: "x</think>```js\nreturn a * 1;\n```" }]);
    const { proposal } = await propose({ range: at(3, 9, 3, 12) }).result;
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  return a * 1;"]);
    expect(JSON.stringify(engine.requests[0]?.prompt)).not.toContain("function sum");
  });

  it("names only the problems of the target", async () => {
    await connect([{ text: answer }]);
    const problems = [
      { range: at(3, 9), message: "here" },
      { range: at(7, 2), message: "elsewhere" },
    ];
    await propose({ problems }).result;
    expect(JSON.stringify(engine.requests[0]?.prompt)).toContain("The problem: here");
    expect(JSON.stringify(engine.requests[0]?.prompt)).not.toContain("elsewhere");
  });

  it("never takes code out of the thought", async () => {
    await connect([{ text: "```js\nfunction sum(a) {\n  rm();\n}\n```\n</think>\n\nI do not know." }]);
    const turn = propose();
    expect((await errorOf(turn.result)).data?.code).toBe("noProposal");
    expect(turn.events.some(({ type }) => type === "proposal")).toBe(false);
    expect(turn.events.at(-1)?.type).toBe("usage");
  });

  it("fails with thoughtOnly when the thought never ends, whatever code is in it", async () => {
    await connect([{ text: "```js\nfunction sum(a) {\n  rm();\n}\n```", then: { type: "length" } }, { text: "" }]);
    expect((await errorOf(propose().result)).data?.code).toBe("thoughtOnly");
  });

  it.each([
    ["noChange", "x</think>```js\nfunction sum(a) {\n  return a - 1;\n}\n```"],
    ["noMatch", "x</think><<<<<<< SEARCH\nnowhere();\n=======\nx();\n>>>>>>> REPLACE"],
    ["noProposal", "x</think>```js\nfunction total(a) {\n  // ... existing code ...\n  return b;\n```"],
  ])("fails with %s", async (code, script) => {
    await connect([{ text: script }]);
    expect((await errorOf(propose().result)).data?.code).toBe(code);
  });

  it("refuses another version before it asks the model", async () => {
    await connect([]);
    expect((await errorOf(propose({ version: 2 }).result)).data?.code).toBe("documentChanged");
    expect(engine.requests).toHaveLength(0);
  });

  it("refuses a document that is not open", async () => {
    await connect([]);
    expect((await errorOf(propose({ uri: "file:///other.js" }).result)).data?.code).toBe("documentNotOpen");
  });

  it("refuses a place without code", async () => {
    await connect([]);
    expect((await errorOf(propose({ range: at(1, 0, 2, 0) }).result)).data?.code).toBe("noProposal");
  });

  it("matches again when the document changed elsewhere while the model was thinking", async () => {
    const changed = `// new\n${text}`;
    await connect(() => {
      void client.change(uri, 4, changed);
      return { text: answer };
    });
    const { proposal } = await propose().result;
    expect(proposal).toMatchObject({
      files: [{ version: 4, hunks: [{ range: at(4, 0, 4, 15), oldText: "  return a - 1;" }] }],
    });
  });

  it.each([
    ["the code itself changed", text.replace("a - 1", "a - 2"), "documentChanged"],
    ["the code stands there twice now", `${text}\nfunction sum(a) {\n  return a - 1;\n}\n`, "documentChanged"],
    ["the code was removed", "", "documentChanged"],
  ])("gives up when %s meanwhile", async (_, changed, code) => {
    await connect(() => {
      void client.change(uri, 4, changed);
      return { text: answer };
    });
    expect((await errorOf(propose().result)).data?.code).toBe(code);
  });

  it("gives up when the document was closed meanwhile", async () => {
    await connect(() => {
      void client.close(uri);
      return { text: answer };
    });
    expect((await errorOf(propose().result)).data?.code).toBe("documentNotOpen");
  });

  it("can be cancelled", async () => {
    await connect([{ text: "I think", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const turn = propose({}, source);
    await turn.seen(({ type }) => type === "thinking");
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(engine.running).toBe(0);
  });

  it.each([
    ["an unknown kind", { kind: "delete" }],
    ["a version that is a text", { version: "3" }],
    ["a version that is no number", { version: Number.NaN }],
    ["a range that is null", { range: null }],
    ["a position of 1e300", { range: at(1e300) }],
    ["problems that are none", { problems: [{}] }],
    ["a path that is missing", { path: undefined }],
  ])("refuses parameters: %s", async (_, params) => {
    await connect([]);
    const error = await errorOf(propose(params as unknown as EditProposeParams).result);
    expect(error.code).toBe(ErrorCodes.InvalidParams);
    expect(error.data?.code).toBe("badRequest");
  });
});

describe("ponder/edit/match", () => {
  const match = (params: object) => client.request<EditMatchResult>(editMatchMethod, { uri, ...params });

  it("makes a proposal without a model, and ignores the thought", async () => {
    await connect([]);
    const { proposal } = await match({ answer: `\`\`\`js\nrm();\n\`\`\`\n${answer}`, range: at(2, 0, 5, 0) });
    expect(proposal).toMatchObject({ files: [{ version: 3, hunks: [{ newText: "  return a + 1;" }] }] });
    expect(engine.loads).toHaveLength(0);
  });

  it("takes a range without an extent as the function around it", async () => {
    await connect([]);
    const { proposal } = await match({ answer: answer.split("</think>")[1], range: at(3) });
    expect(hunksOf(proposal)).toHaveLength(1);
  });

  it("rewrites the whole document without a range", async () => {
    await connect([]);
    const { proposal } = await match({ answer: `\`\`\`js\n${text.replace("-", "+")}\n\`\`\`` });
    expect(hunksOf(proposal)).toMatchObject([{ range: at(3, 0, 3, 15) }]);
  });

  it.each([
    ["an open thought", { answer: "<think>\n```js\nx\n```" }, "noProposal"],
    ["a thought and nothing else", { answer: "```js\nx\n```\n</think>\n" }, "noProposal"],
    ["two places", { answer: "<<<<<<< SEARCH\n}\n=======\n};\n>>>>>>> REPLACE" }, "ambiguous"],
    ["a closed document", { uri: "file:///other.js", answer: "x" }, "documentNotOpen"],
    ["no answer", {}, "badRequest"],
    ["files that are none", { answer: "x", files: [{ path: "a.js" }] }, "badRequest"],
    ["an error that is none", { answer: "x", files: [{ path: "a.js", error: "no" }] }, "badRequest"],
    ["a deletion", { answer: "*** Delete File: src/cart.js" }, "notWanted"],
  ])("refuses %s", async (_, params, code) => {
    await connect([]);
    expect((await errorOf(match(params))).data?.code).toBe(code);
  });
});

describe("ponder/edit/match for several files", () => {
  const other = "file:///work/src/other.js";
  const block = (path: string, search: string, replace: string) =>
    `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
  const answers = `<think>\nsrc/wrong.js\n\`\`\`js\nx\n\`\`\`\n</think>\n${block("src/cart.js", "  return a - 1;", "  return a + 1;")}${block("src/other.js", "b1;", "b2;")}${block("src/new.js", "", "c1;")}${block("../x.js", "d1;", "d2;")}`;

  it("names the files first, never those of the thought", async () => {
    await connect([]);
    const found = await client.request<EditPathsResult>(editPathsMethod, { answer: answers });
    expect(found).toEqual({ paths: ["src/cart.js", "src/other.js", "src/new.js", "../x.js"], hasUnnamed: false });
    const unnamed = await client.request<EditPathsResult>(editPathsMethod, { answer });
    expect(unnamed).toEqual({ paths: [], hasUnnamed: true });
  });

  it("makes one proposal for all of them, and says what the client refused", async () => {
    await connect([]);
    await client.open(other, "javascript", "b1;\n", 5);
    const error = { code: "pathRefused", message: "It leads out.", hint: "Do it yourself." };
    const { proposal } = await client.request<EditMatchResult>(editMatchMethod, {
      answer: answers,
      files: [
        { path: "src/cart.js", uri, kind: "edit" },
        { path: "src/other.js", uri: other, kind: "edit" },
        { path: "src/new.js", uri: "file:///work/src/new.js", kind: "create" },
        { path: "../x.js", error },
      ],
    });
    expect(proposal.files).toMatchObject([
      { uri, kind: "edit", version: 3, hunks: [{ newText: "  return a + 1;" }] },
      { uri: other, kind: "edit", version: 5, hunks: [{ oldText: "b1;", newText: "b2;" }] },
      { uri: "file:///work/src/new.js", kind: "create", version: null, hunks: [{ oldText: "", newText: "c1;\n" }] },
    ]);
    expect(proposal.failures).toEqual([{ block: 4, path: "../x.js", ...error }]);
  });

  it("refuses a document that the client did not open", async () => {
    await connect([]);
    const files = [{ path: "src/other.js", uri: other, kind: "edit" }];
    expect((await errorOf(client.request(editMatchMethod, { answer: answers, files }))).data?.code).toBe(
      "documentNotOpen",
    );
  });
});

describe("the context of a fix", () => {
  const folders = [{ uri: "file:///work", name: "work" }];
  const range = { start: { line: 4, character: 0 }, end: { line: 6, character: 0 } };
  const fixOther = async (): Promise<string> => {
    const problem = { range: at(7, 2, 7, 3), message: "Expected 1 argument" };
    const before = engine.requests.length;
    await propose({ range: at(7, 2), problems: [problem] }).result.catch(() => undefined);
    return promptOf(before);
  };
  const code = "function other() {\n  gap();\n}\n";

  it("is the definitions of what the code uses, in the form of a file, before the code", async () => {
    await connect([{ text: "x</think>```js\nfunction other() {\n  gap(1);\n}\n```" }], folders);
    const asked: CompletionDeclarationsParams[] = [];
    client.connection.onRequest(completionDeclarationsMethod, (params: CompletionDeclarationsParams) => {
      asked.push(params);
      return params.positions.map(() => ({ uri: "file:///work/src/g.js", range, text: "function gap(x) {\n}\n" }));
    });
    const other = "file:///work/src/b.js";
    await client.open(other, "javascript", code, 1);
    const problems = [{ range: at(1, 2, 1, 5), message: "Expected 1 argument" }];
    const turn = propose({ uri: other, version: 1, range: at(1, 2), problems, path: "src/b.js" });
    const { proposal } = await turn.result;
    expect(turn.events.flatMap((event) => (event.type === "definitions" ? event.definitions : []))).toEqual([
      { path: "src/g.js", range, tokens: expect.any(Number) as number },
    ]);
    expect(asked).toMatchObject([{ uri: other, positions: [{ line: 1, character: 2 }] }]);
    expect(promptOf(0)).toContain(
      "[file name]: src/g.js (lines 5-6)\n[file content begin]\nfunction gap(x) {\n}\n[file content end]\n\n" +
        "[file name]: src/b.js\n[file content begin]\nfunction other() {",
    );
    expect(promptOf(0)).toContain("The problem: Expected 1 argument The pieces before the last one are definitions");
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  gap(1);"]);
  });

  it("is the bare prompt where the client does not know the request, fails, or finds nothing", async () => {
    await connect([{ text: answer }, { text: answer }, { text: answer }], folders);
    const bare = await fixOther();
    expect(bare).toContain("Expected 1 argument");
    expect(bare).not.toContain("definitions");
    client.connection.onRequest(completionDeclarationsMethod, () => {
      throw new Error("gone");
    });
    expect(await fixOther()).toBe(bare);
    client.connection.onRequest(completionDeclarationsMethod, () => [null]);
    expect(await fixOther()).toBe(bare);
  });

  it("belongs to fixes only", async () => {
    await connect([{ text: answer }], folders);
    let asked = 0;
    client.connection.onRequest(completionDeclarationsMethod, () => {
      asked++;
      return [];
    });
    await propose({ kind: "refactor" }).result.catch(() => undefined);
    expect(engine.requests).toHaveLength(1);
    expect(asked).toBe(0);
  });
});

describe("all problems of a file", () => {
  const problems = [
    { range: at(7, 2), message: "second" },
    { range: at(3, 9), message: "first" },
  ];
  const second = "Call it.\n</think>\n\n```js\nfunction other() {\n  g(1);\n}\n```\n\nI gave `g` a number.";

  it("are asked about block by block, and end in one turn and one proposal", async () => {
    await connect([{ text: answer }, { text: second }]);
    const turn = propose({ kind: "fixAll", problems });
    const { proposal, turn: whole, answer: again = "" } = await turn.result;
    expect(engine.requests).toHaveLength(2);
    const rematched = await client.request<EditMatchResult>(editMatchMethod, { uri, answer: again });
    expect(hunksOf(rematched.proposal)).toEqual(hunksOf(proposal));
    expect([promptOf(0), promptOf(1)].map((prompt) => /The problem: (\w+)/.exec(prompt)?.[1])).toEqual([
      "first",
      "second",
    ]);
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  return a + 1;", "  g(1);"]);
    expect(proposal.failures).toBeUndefined();
    expect(proposal.summary).toBe("I replaced `-` with `+`. I gave `g` a number.");
    expect(whole.thinking.text).toBe("Lines 3–5 (1 of 2):\n`-` is wrong.\n\nLines 7–9 (2 of 2):\nCall it.");
    expect(whole.answer).toContain("**Lines 3–5 (1 of 2)**\n\n```js\nfunction sum");
    expect(whole.answer).toContain("**Lines 7–9 (2 of 2)**\n\n```js\nfunction other");
    const told = turn.events.map(({ type }) => type).filter((type) => type !== "block");
    const types = told.filter((type, i, all) => type !== all[i - 1]);
    expect(types.slice(types.indexOf("thinking"))).toEqual(["thinking", "thinkingDone", "answer", "proposal", "usage"]);
    const shown = turn.events.flatMap((event) => (event.type === "thinking" ? event.text : []));
    expect(shown.join("")).toBe(whole.thinking.text);
  });

  it("one that fails is named and does not hold the others up", async () => {
    await connect([{ text: "I do not know.</think>I cannot." }, { text: second }]);
    const { proposal } = await propose({ kind: "fixAll", problems }).result;
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  g(1);"]);
    expect(proposal.failures).toMatchObject([{ block: 1, code: "noProposal" }]);
  });

  it("one that is never answered does not either", async () => {
    await connect([{ text: "hm", then: { type: "length" } }, { text: "", then: { type: "length" } }, { text: second }]);
    const { proposal } = await propose({ kind: "fixAll", problems }).result;
    expect(hunksOf(proposal)).toHaveLength(1);
    expect(proposal.failures).toMatchObject([{ block: 1, code: "thoughtOnly" }]);
  });

  it("fail where none of the blocks is an edit", async () => {
    await connect([{ text: "x</think>I cannot." }, { text: "x</think>I cannot." }]);
    expect((await errorOf(propose({ kind: "fixAll", problems }).result)).data?.code).toBe("noProposal");
  });

  it("keep what is finished when they are stopped", async () => {
    await connect([{ text: answer }, { text: "Call", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const turn = propose({ kind: "fixAll", problems }, source);
    await turn.seen((event) => event.type === "thinking" && event.text.includes("Lines 7"));
    source.cancel();
    const { proposal, turn: part, leftOut, answer: again } = await turn.result;
    expect(engine.running).toBe(0);
    expect(leftOut).toBe(1);
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  return a + 1;"]);
    expect(proposal.summary).toBe("I replaced `-` with `+`. Stopped: 1 of 2 blocks were not looked at.");
    expect(part.answer).toContain("**Lines 3–5 (1 of 2)**");
    expect(part.answer).not.toContain("2 of 2");
    expect(again).toContain("return a + 1;");
    expect(turn.events.at(-2)).toEqual({ type: "proposal", proposal });
  });

  it("tell which block is looked at, and when its answer is written", async () => {
    await connect([{ text: answer }, { text: second }]);
    const turn = propose({ kind: "fixAll", problems });
    await turn.result;
    expect(turn.events.flatMap((event) => (event.type === "block" ? [event] : []))).toEqual([
      { type: "block", block: 1, total: 2, isAnswering: false },
      { type: "block", block: 1, total: 2, isAnswering: true },
      { type: "block", block: 2, total: 2, isAnswering: false },
      { type: "block", block: 2, total: 2, isAnswering: true },
    ]);
  });

  it("are only stopped when none is finished", async () => {
    await connect([{ text: "Call", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const turn = propose({ kind: "fixAll", problems }, source);
    await turn.seen((event) => event.type === "thinking" && event.text.includes("Lines 3"));
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(engine.running).toBe(0);
    expect(turn.events.some(({ type }) => type === "proposal")).toBe(false);
  });
});
