import { afterEach, describe, expect, it } from "vitest";
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes } from "vscode-languageserver/node";
import {
  editMatchMethod,
  editPathsMethod,
  type EditMatchResult,
  type EditPathsResult,
  type EditProposeParams,
} from "../../../protocol/edits.js";
import { errorOf } from "../../support/lspClient.js";
import { CartSession, answer, at, hunksOf, text, uri } from "./cartSession.js";

const cart = new CartSession();
afterEach(() => cart.end());

describe("ponder/edit/propose", () => {
  it("thinks, and proposes the smallest change of the enclosing function", async () => {
    await cart.connect([{ text: answer }]);
    const problems = [{ range: at(3, 9), message: "Type mismatch", source: "ts", code: "2322" }];
    const turn = cart.propose({ problems });
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
    const { lane, prompt } = cart.engine.requests[0] ?? {};
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
    await cart.connect([{ text: "x</think>```js\nreturn a * 1;\n```" }]);
    const { proposal } = await cart.propose({ range: at(3, 9, 3, 12) }).result;
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  return a * 1;"]);
    expect(JSON.stringify(cart.engine.requests[0]?.prompt)).not.toContain("function sum");
  });

  it("names only the problems of the target", async () => {
    await cart.connect([{ text: answer }]);
    const problems = [
      { range: at(3, 9), message: "here" },
      { range: at(7, 2), message: "elsewhere" },
    ];
    await cart.propose({ problems }).result;
    expect(JSON.stringify(cart.engine.requests[0]?.prompt)).toContain("The problem: here");
    expect(JSON.stringify(cart.engine.requests[0]?.prompt)).not.toContain("elsewhere");
  });

  it("never takes code out of the thought", async () => {
    await cart.connect([{ text: "```js\nfunction sum(a) {\n  rm();\n}\n```\n</think>\n\nI do not know." }]);
    const turn = cart.propose();
    expect((await errorOf(turn.result)).data?.code).toBe("noProposal");
    expect(turn.events.some(({ type }) => type === "proposal")).toBe(false);
    expect(turn.events.at(-1)?.type).toBe("usage");
  });

  it("fails with thoughtOnly when the thought never ends, whatever code is in it", async () => {
    await cart.connect([{ text: "```js\nfunction sum(a) {\n  rm();\n}\n```", then: { type: "length" } }, { text: "" }]);
    expect((await errorOf(cart.propose().result)).data?.code).toBe("thoughtOnly");
  });

  it.each([
    ["noChange", "x</think>```js\nfunction sum(a) {\n  return a - 1;\n}\n```"],
    ["noMatch", "x</think><<<<<<< SEARCH\nnowhere();\n=======\nx();\n>>>>>>> REPLACE"],
    ["noProposal", "x</think>```js\nfunction total(a) {\n  // ... existing code ...\n  return b;\n```"],
  ])("fails with %s", async (code, script) => {
    await cart.connect([{ text: script }]);
    expect((await errorOf(cart.propose().result)).data?.code).toBe(code);
  });

  it("refuses another version before it asks the model", async () => {
    await cart.connect([]);
    expect((await errorOf(cart.propose({ version: 2 }).result)).data?.code).toBe("documentChanged");
    expect(cart.engine.requests).toHaveLength(0);
  });

  it("refuses a document that is not open", async () => {
    await cart.connect([]);
    expect((await errorOf(cart.propose({ uri: "file:///other.js" }).result)).data?.code).toBe("documentNotOpen");
  });

  it("refuses a place without code", async () => {
    await cart.connect([]);
    expect((await errorOf(cart.propose({ range: at(1, 0, 2, 0) }).result)).data?.code).toBe("noProposal");
  });

  it("matches again when the document changed elsewhere while the model was thinking", async () => {
    const changed = `// new\n${text}`;
    await cart.connect(() => {
      void cart.client.change(uri, 4, changed);
      return { text: answer };
    });
    const { proposal } = await cart.propose().result;
    expect(proposal).toMatchObject({
      files: [{ version: 4, hunks: [{ range: at(4, 0, 4, 15), oldText: "  return a - 1;" }] }],
    });
  });

  it.each([
    ["the code itself changed", text.replace("a - 1", "a - 2"), "documentChanged"],
    ["the code stands there twice now", `${text}\nfunction sum(a) {\n  return a - 1;\n}\n`, "documentChanged"],
    ["the code was removed", "", "documentChanged"],
  ])("gives up when %s meanwhile", async (_, changed, code) => {
    await cart.connect(() => {
      void cart.client.change(uri, 4, changed);
      return { text: answer };
    });
    expect((await errorOf(cart.propose().result)).data?.code).toBe(code);
  });

  it("gives up when the document was closed meanwhile", async () => {
    await cart.connect(() => {
      void cart.client.close(uri);
      return { text: answer };
    });
    expect((await errorOf(cart.propose().result)).data?.code).toBe("documentNotOpen");
  });

  it("can be cancelled", async () => {
    await cart.connect([{ text: "I think", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const turn = cart.propose({}, source);
    await turn.seen(({ type }) => type === "thinking");
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(cart.engine.running).toBe(0);
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
    await cart.connect([]);
    const error = await errorOf(cart.propose(params as unknown as EditProposeParams).result);
    expect(error.code).toBe(ErrorCodes.InvalidParams);
    expect(error.data?.code).toBe("badRequest");
  });
});

describe("ponder/edit/match", () => {
  const match = (params: object) => cart.client.request<EditMatchResult>(editMatchMethod, { uri, ...params });

  it("makes a proposal without a model, and ignores the thought", async () => {
    await cart.connect([]);
    const { proposal } = await match({ answer: `\`\`\`js\nrm();\n\`\`\`\n${answer}`, range: at(2, 0, 5, 0) });
    expect(proposal).toMatchObject({ files: [{ version: 3, hunks: [{ newText: "  return a + 1;" }] }] });
    expect(cart.engine.loads).toHaveLength(0);
  });

  it("takes a range without an extent as the function around it", async () => {
    await cart.connect([]);
    const { proposal } = await match({ answer: answer.split("</think>")[1], range: at(3) });
    expect(hunksOf(proposal)).toHaveLength(1);
  });

  it("rewrites the whole document without a range", async () => {
    await cart.connect([]);
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
    await cart.connect([]);
    expect((await errorOf(match(params))).data?.code).toBe(code);
  });
});

describe("ponder/edit/match for several files", () => {
  const other = "file:///work/src/other.js";
  const block = (path: string, search: string, replace: string) =>
    `${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
  const answers = `<think>\nsrc/wrong.js\n\`\`\`js\nx\n\`\`\`\n</think>\n${block("src/cart.js", "  return a - 1;", "  return a + 1;")}${block("src/other.js", "b1;", "b2;")}${block("src/new.js", "", "c1;")}${block("../x.js", "d1;", "d2;")}`;

  it("names the files first, never those of the thought", async () => {
    await cart.connect([]);
    const found = await cart.client.request<EditPathsResult>(editPathsMethod, { answer: answers });
    expect(found).toEqual({ paths: ["src/cart.js", "src/other.js", "src/new.js", "../x.js"], hasUnnamed: false });
    const unnamed = await cart.client.request<EditPathsResult>(editPathsMethod, { answer });
    expect(unnamed).toEqual({ paths: [], hasUnnamed: true });
  });

  it("makes one proposal for all of them, and says what the client refused", async () => {
    await cart.connect([]);
    await cart.client.open(other, "javascript", "b1;\n", 5);
    const error = { code: "pathRefused", message: "It leads out.", hint: "Do it yourself." };
    const { proposal } = await cart.client.request<EditMatchResult>(editMatchMethod, {
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
    await cart.connect([]);
    const files = [{ path: "src/other.js", uri: other, kind: "edit" }];
    expect((await errorOf(cart.client.request(editMatchMethod, { answer: answers, files }))).data?.code).toBe(
      "documentNotOpen",
    );
  });
});
