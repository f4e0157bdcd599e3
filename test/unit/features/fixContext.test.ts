import { afterEach, describe, expect, it } from "vitest";
import { completionDeclarationsMethod, type CompletionDeclarationsParams } from "../../../protocol/completion.js";
import { CartSession, answer, at, hunksOf } from "./cartSession.js";

const cart = new CartSession();
afterEach(() => cart.end());

describe("the context of a fix", () => {
  const folders = [{ uri: "file:///work", name: "work" }];
  const range = { start: { line: 4, character: 0 }, end: { line: 6, character: 0 } };
  const fixOther = async (): Promise<string> => {
    const problem = { range: at(7, 2, 7, 3), message: "Expected 1 argument" };
    const before = cart.engine.requests.length;
    await cart.propose({ range: at(7, 2), problems: [problem] }).result.catch(() => undefined);
    return cart.promptOf(before);
  };
  const code = "function other() {\n  gap();\n}\n";

  it("is the definitions of what the code uses, in the form of a file, before the code", async () => {
    await cart.connect([{ text: "x</think>```js\nfunction other() {\n  gap(1);\n}\n```" }], folders);
    const asked: CompletionDeclarationsParams[] = [];
    cart.client.connection.onRequest(completionDeclarationsMethod, (params: CompletionDeclarationsParams) => {
      asked.push(params);
      return params.positions.map(() => ({ uri: "file:///work/src/g.js", range, text: "function gap(x) {\n}\n" }));
    });
    const other = "file:///work/src/b.js";
    await cart.client.open(other, "javascript", code, 1);
    const problems = [{ range: at(1, 2, 1, 5), message: "Expected 1 argument" }];
    const turn = cart.propose({ uri: other, version: 1, range: at(1, 2), problems, path: "src/b.js" });
    const { proposal } = await turn.result;
    expect(turn.events.flatMap((event) => (event.type === "definitions" ? event.definitions : []))).toEqual([
      { path: "src/g.js", range, tokens: expect.any(Number) as number },
    ]);
    expect(asked).toMatchObject([{ uri: other, positions: [{ line: 1, character: 2 }] }]);
    expect(cart.promptOf(0)).toContain(
      "[file name]: src/g.js (lines 5-6)\n[file content begin]\nfunction gap(x) {\n}\n[file content end]\n\n" +
        "[file name]: src/b.js\n[file content begin]\nfunction other() {",
    );
    expect(cart.promptOf(0)).toContain(
      "The problem: Expected 1 argument The pieces before the last one are definitions",
    );
    expect(hunksOf(proposal).map(({ newText }) => newText)).toEqual(["  gap(1);"]);
  });

  it("is the bare prompt where the client does not know the request, fails, or finds nothing", async () => {
    await cart.connect([{ text: answer }, { text: answer }, { text: answer }], folders);
    const bare = await fixOther();
    expect(bare).toContain("Expected 1 argument");
    expect(bare).not.toContain("definitions");
    cart.client.connection.onRequest(completionDeclarationsMethod, () => {
      throw new Error("gone");
    });
    expect(await fixOther()).toBe(bare);
    cart.client.connection.onRequest(completionDeclarationsMethod, () => [null]);
    expect(await fixOther()).toBe(bare);
  });

  it("belongs to fixes only", async () => {
    await cart.connect([{ text: answer }], folders);
    let asked = 0;
    cart.client.connection.onRequest(completionDeclarationsMethod, () => {
      asked++;
      return [];
    });
    await cart.propose({ kind: "refactor" }).result.catch(() => undefined);
    expect(cart.engine.requests).toHaveLength(1);
    expect(asked).toBe(0);
  });
});
