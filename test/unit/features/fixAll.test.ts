import { afterEach, describe, expect, it } from "vitest";
import { CancellationTokenSource, LSPErrorCodes } from "vscode-languageserver/node";
import { editMatchMethod, type EditMatchResult } from "../../../protocol/edits.js";
import { errorOf } from "../../support/lspClient.js";
import { CartSession, answer, at, hunksOf, uri } from "./cartSession.js";

const cart = new CartSession();
afterEach(() => cart.end());

describe("all problems of a file", () => {
  const problems = [
    { range: at(7, 2), message: "second" },
    { range: at(3, 9), message: "first" },
  ];
  const second = "Call it.\n</think>\n\n```js\nfunction other() {\n  g(1);\n}\n```\n\nI gave `g` a number.";

  it("are asked about block by block, and end in one turn and one proposal", async () => {
    await cart.connect([{ text: answer }, { text: second }]);
    const turn = cart.propose({ kind: "fixAll", problems });
    const { proposal, turn: whole, answer: again = "" } = await turn.result;
    expect(cart.engine.requests).toHaveLength(2);
    const rematched = await cart.client.request<EditMatchResult>(editMatchMethod, { uri, answer: again });
    expect(hunksOf(rematched.proposal)).toEqual(hunksOf(proposal));
    expect([cart.promptOf(0), cart.promptOf(1)].map((prompt) => /The problem: (\w+)/.exec(prompt)?.[1])).toEqual([
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
    await cart.connect([{ text: "I do not know.</think>I cannot." }, { text: second }]);
    const { proposal } = await cart.propose({ kind: "fixAll", problems }).result;
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  g(1);"]);
    expect(proposal.failures).toMatchObject([{ block: 1, code: "noProposal" }]);
  });

  it("one that is never answered does not either", async () => {
    await cart.connect([
      { text: "hm", then: { type: "length" } },
      { text: "", then: { type: "length" } },
      { text: second },
    ]);
    const { proposal } = await cart.propose({ kind: "fixAll", problems }).result;
    expect(hunksOf(proposal)).toHaveLength(1);
    expect(proposal.failures).toMatchObject([{ block: 1, code: "thoughtOnly" }]);
  });

  it("fail where none of the blocks is an edit", async () => {
    await cart.connect([{ text: "x</think>I cannot." }, { text: "x</think>I cannot." }]);
    expect((await errorOf(cart.propose({ kind: "fixAll", problems }).result)).data?.code).toBe("noProposal");
  });

  it("keep what is finished when they are stopped", async () => {
    await cart.connect([{ text: answer }, { text: "Call", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const turn = cart.propose({ kind: "fixAll", problems }, source);
    await turn.seen((event) => event.type === "thinking" && event.text.includes("Lines 7"));
    source.cancel();
    const { proposal, turn: part, leftOut, answer: again } = await turn.result;
    expect(cart.engine.running).toBe(0);
    expect(leftOut).toBe(1);
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  return a + 1;"]);
    expect(proposal.summary).toBe("I replaced `-` with `+`. Stopped: 1 of 2 blocks were not looked at.");
    expect(part.answer).toContain("**Lines 3–5 (1 of 2)**");
    expect(part.answer).not.toContain("2 of 2");
    expect(again).toContain("return a + 1;");
    expect(turn.events.at(-2)).toEqual({ type: "proposal", proposal });
  });

  it("tell which block is looked at, and when its answer is written", async () => {
    await cart.connect([{ text: answer }, { text: second }]);
    const turn = cart.propose({ kind: "fixAll", problems });
    await turn.result;
    expect(turn.events.flatMap((event) => (event.type === "block" ? [event] : []))).toEqual([
      { type: "block", block: 1, total: 2, isAnswering: false },
      { type: "block", block: 1, total: 2, isAnswering: true },
      { type: "block", block: 2, total: 2, isAnswering: false },
      { type: "block", block: 2, total: 2, isAnswering: true },
    ]);
  });

  it("are only stopped when none is finished", async () => {
    await cart.connect([{ text: "Call", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const turn = cart.propose({ kind: "fixAll", problems }, source);
    await turn.seen((event) => event.type === "thinking" && event.text.includes("Lines 3"));
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
    expect(cart.engine.running).toBe(0);
    expect(turn.events.some(({ type }) => type === "proposal")).toBe(false);
  });
});
