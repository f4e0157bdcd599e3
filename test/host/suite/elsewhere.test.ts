import { strict as assert } from "node:assert";
import * as vscode from "vscode";
import { fresh, openFile, ponder } from "./support.js";

const question = "How many Rs are in 'strawberry'?";
const user = (text: string) => vscode.LanguageModelChatMessage.User(text);
const assistant = (text: string) => vscode.LanguageModelChatMessage.Assistant(text);
/** What the demo model writes in its thought, and in no answer. */
const thought = /S-T-R-A-W/i;

describe("the model for other extensions", () => {
  const select = async () => {
    await ponder();
    const [model] = await vscode.lm.selectChatModels({ vendor: "ponder" });
    return model ?? assert.fail("there is no model");
  };
  const send = async (messages: vscode.LanguageModelChatMessage[], token?: vscode.CancellationToken) => {
    const model = await select();
    const options = { toolMode: vscode.LanguageModelChatToolMode.Auto };
    const response = await model.sendRequest(messages, options, token);
    const parts: unknown[] = [];
    for await (const part of response.stream) parts.push(part);
    return parts;
  };

  it("is in the model picker, and answers without its thought", async () => {
    const model = await select();
    assert.equal(model.family, "deepseek-r1");
    assert.ok(model.maxInputTokens > 0);
    const parts = await send([user(question)]);
    assert.ok(parts.length > 0, "no part came");
    assert.ok(parts.every((part) => part instanceof vscode.LanguageModelTextPart));
    const text = parts.map(({ value }) => value).join("");
    assert.match(text, /\b3\b/);
    assert.doesNotMatch(text, thought);
    assert.doesNotMatch(text, /<\/?think>/);
  });

  it("knows what was said before, and drops a thought that comes along", async () => {
    const parts = await send([
      user(question),
      assistant("<think>\nS-T-R-A-W\n</think>\n\nThere are 3."),
      user("How many Ns are in 'banana'?"),
    ]);
    const text = parts.map((part) => (part as vscode.LanguageModelTextPart).value).join("");
    assert.ok(text.trim() !== "");
    assert.doesNotMatch(text, thought);
  });

  it("counts tokens as the model does", async () => {
    const model = await select();
    const one = await model.countTokens(question);
    assert.ok(one > 5 && one < 40, String(one));
    assert.equal(await model.countTokens(user(question)), one);
    assert.ok((await model.countTokens(`${question} ${question}`)) >= 2 * one);
    assert.equal(await model.countTokens(""), 0);
  });

  it("stops when it is cancelled, and works on", async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    await assert.rejects(send([user(question)], source.token));
    assert.ok((await send([user(question)])).length > 0);
  });
});

describe("@ponder in the chat of VS Code", () => {
  beforeEach(fresh);
  after(fresh);

  /** What a participant does with its response, as text. */
  function recorder() {
    const seen: { readonly kind: string; readonly value: unknown }[] = [];
    const record = (kind: string) => (value: unknown) => void seen.push({ kind, value });
    const stream = { markdown: record("markdown"), progress: record("progress"), reference: record("reference") };
    const texts = (kind: string) =>
      seen.filter((one) => one.kind === kind).map(({ value }) => (typeof value === "string" ? value : ""));
    return { stream: stream as unknown as vscode.ChatResponseStream, seen, texts };
  }

  const request = (prompt: string, more: Partial<vscode.ChatRequest> = {}) =>
    ({ prompt, command: undefined, references: [], toolReferences: [], ...more }) as unknown as vscode.ChatRequest;
  const nothing = { history: [] };

  async function answer(asked: vscode.ChatRequest, token = new vscode.CancellationTokenSource().token) {
    const participant = (await ponder()).elsewhere().participant ?? assert.fail("there is no participant");
    const { stream, seen, texts } = recorder();
    const result = await participant.answer(asked, nothing, stream, token);
    return { result, seen, texts };
  }

  it("shows the thought as progress, and the answer without it", async () => {
    const { result, texts, seen } = await answer(request(question));
    assert.equal(result.errorDetails, undefined);
    const text = texts("markdown").join("");
    assert.match(text, /\b3\b/);
    assert.doesNotMatch(text, thought);
    assert.ok(texts("progress").includes("Thinking"));
    assert.match(texts("progress").at(-1) ?? "", /^Thought for [\d.]+ s · \d+ tokens$/);
    const firstAnswer = seen.findIndex(({ kind }) => kind === "markdown");
    assert.ok(seen.slice(firstAnswer).every(({ kind }) => kind === "markdown"));
    assert.ok(Number(result.metadata?.["thoughtTokens"]) > 0);
  });

  it("takes along what was attached, but no file that looks like one with secrets", async () => {
    const { document } = await openFile("add.ts", "export const add = (a: number, b: number) => a + b;\n");
    const [folder] = vscode.workspace.workspaceFolders ?? assert.fail("no workspace");
    const secret = vscode.Uri.joinPath(folder?.uri ?? assert.fail(), ".env");
    await vscode.workspace.fs.writeFile(secret, Buffer.from("KEY=1\n"));
    const references = [document.uri, secret].map((value, at) => ({ id: String(at), value }));
    const { seen, texts } = await answer(request("", { command: "explain", references }));
    assert.deepEqual(
      seen.filter(({ kind }) => kind === "reference").map(({ value }) => String(value)),
      [document.uri.toString()],
    );
    assert.ok(texts("progress").includes("Not sent: .env"));
    assert.ok(texts("markdown").join("").trim() !== "");
  });

  it("says nothing when it is cancelled", async () => {
    const source = new vscode.CancellationTokenSource();
    source.cancel();
    const { result, texts } = await answer(request(question), source.token);
    assert.deepEqual(result, {});
    assert.deepEqual(texts("markdown"), []);
  });
});
