import { afterEach, describe, expect, it } from "vitest";
import {
  ErrorCodes,
  InlineCompletionRequest,
  LSPErrorCodes,
  CancellationTokenSource,
} from "vscode-languageserver/node";
import {
  ScriptedEngine,
  type Script,
  type ScriptedAnswer,
} from "../../../language-server/engine/scripted/scriptedEngine.js";
import type { CompletionStatus } from "../../../protocol/completion.js";
import { connectInProcess } from "../../support/inProcessServer.js";
import { errorOf, type LspClient, type LspClientOptions } from "../../support/lspClient.js";
import { eventually } from "../../support/eventually.js";

const uri = "file:///work/a.js";
const invoked = 1;
const automatic = 2;
const accepted = (id: number) => ({ title: "Accepted", command: "ponder.completion.accepted", arguments: [id] });
const at = (line: number, character: number) => ({ line, character });

let client: LspClient;
let engine: ScriptedEngine;

interface Setup extends LspClientOptions {
  readonly onBattery?: boolean;
  readonly text?: string;
  readonly specialTokens?: readonly string[];
}

/** Answers in order; on demand the candidates of a group all say the same as the answer before. */
function inOrder(script: Script): Script {
  if (typeof script === "function") return script;
  const answers = [...script];
  let last: ScriptedAnswer | undefined;
  return (request) => {
    if (!("count" in request)) last = answers.shift();
    if (last === undefined) throw new Error("One more answer was asked for.");
    return last;
  };
}

async function connect(script: Script, { text = "const value = \n", specialTokens, ...options }: Setup = {}) {
  engine = new ScriptedEngine(inOrder(script), specialTokens === undefined ? {} : { specialTokens });
  client = await connectInProcess(engine, options);
  await client.open(uri, "javascript", text);
}

const reasons = () => client.log.flatMap((line) => /no completion: (\w+)/.exec(line)?.[1] ?? []);

afterEach(() => client.connection.dispose());

describe("textDocument/inlineCompletion", () => {
  it("completes the line, raw and greedy, on a lane of its own", async () => {
    await connect([{ text: " 1;\nconst b = 2;" }]);
    expect(await client.complete(uri, at(0, 14))).toEqual([
      { insertText: "1;", range: { start: at(0, 14), end: at(0, 14) }, command: accepted(1) },
    ]);
    expect(engine.requests[0]).toMatchObject({
      lane: "completion",
      maxTokens: 64,
      sampling: { temperature: 0 },
      prompt: [
        { special: "<|repo_name|>" },
        { text: "workspace\n" },
        { special: "<|file_sep|>" },
        { text: "a.js\n" },
        { special: "<|fim_prefix|>" },
        { special: "<|fim_suffix|>" },
        { text: "\n" },
        { special: "<|fim_middle|>" },
        { text: "const value =" },
      ],
    });
  });

  it("covers what stands behind the cursor already", async () => {
    await connect([{ text: "a, b);" }], { text: "f()\n" });
    expect(await client.complete(uri, at(0, 2))).toEqual([
      { insertText: "a, b);", range: { start: at(0, 2), end: at(0, 3) }, command: accepted(1) },
    ]);
  });

  it("asks the model once for one place", async () => {
    await connect([{ text: " 1;" }]);
    const first = await client.complete(uri, at(0, 14));
    expect(await client.complete(uri, at(0, 14))).toMatchObject(
      first.map(({ insertText, range }) => ({ insertText, range })),
    );
    expect(engine.requests).toHaveLength(1);
  });

  it("follows what is typed as it was suggested", async () => {
    await connect([{ text: " value + 1;" }]);
    await client.complete(uri, at(0, 14));
    await client.change(uri, 2, "const value = val\n");
    expect(await client.complete(uri, at(0, 17), automatic)).toEqual([
      { insertText: "ue + 1;", range: { start: at(0, 17), end: at(0, 17) }, command: accepted(2) },
    ]);
    expect(engine.requests).toHaveLength(1);
  });

  it("ends the request before, which answers with nothing", async () => {
    await connect([{ text: "", then: { type: "hangs" } }, { text: " 1;" }]);
    const first = client.complete(uri, at(0, 14));
    await client.status((status) => status.state === "ready" && status.activity === "completing");
    const second = client.complete(uri, at(0, 13));
    expect(await first).toEqual([]);
    expect(await second).toHaveLength(1);
    expect(reasons()).toEqual(["superseded"]);
    expect(engine.running).toBe(0);
  });

  it("answers a cancelled request as cancelled", async () => {
    await connect([{ text: "", then: { type: "hangs" } }]);
    const source = new CancellationTokenSource();
    const params = { textDocument: { uri }, position: at(0, 14), context: { triggerKind: 1 } } as const;
    const request = client.connection.sendRequest(InlineCompletionRequest.type, params, source.token);
    await client.status((status) => status.state === "ready" && status.activity === "completing");
    source.cancel();
    expect((await errorOf(request)).code).toBe(LSPErrorCodes.RequestCancelled);
  });

  it("does not wait for a turn of the chat", async () => {
    await connect(({ lane }) => (lane === "chat" ? { text: "I think", then: { type: "hangs" } } : { text: " 1;" }));
    const source = new CancellationTokenSource();
    const turn = client.chat({ question: "?" }, source.token);
    await turn.seen(({ type }) => type === "thinking");
    expect(await client.complete(uri, at(0, 14), automatic)).toHaveLength(1);
    source.cancel();
    await errorOf(turn.result);
  });

  it("does not wait for a load while one types, but begins it", async () => {
    await connect([{ text: " 1;" }]);
    expect(await client.complete(uri, at(0, 14), automatic)).toEqual([]);
    await client.status(({ state }) => state === "ready");
    expect(await client.complete(uri, at(0, 14), automatic)).toHaveLength(1);
    expect(reasons()).toEqual(["modelLoading"]);
  });

  it("waits for the load when the user asks", async () => {
    await connect([{ text: " 1;" }]);
    expect(await client.complete(uri, at(0, 14), invoked)).toHaveLength(1);
    expect(engine.loads).toHaveLength(1);
  });

  it.each([
    ["blank", [{ text: "  \n" }], {}],
    ["noChange", [{ text: ");" }], { text: "f();\n", position: at(0, 2) }],
    ["duplicateSuffix", [{ text: "const b = 2;" }], { text: "\nconst b = 2;\n", position: at(0, 0) }],
    ["documentNotOpen", [], { uri: "file:///work/b.js" }],
    ["emptyDocument", [], { text: " \n", position: at(0, 0) }],
  ] as const)("shows nothing for a reason with a name: %s", async (reason, script, given) => {
    const { position = at(0, 14), uri: asked = uri, ...setup } = given as Setup & { position?: never; uri?: string };
    await connect(script, setup);
    expect(await client.complete(asked, position)).toEqual([]);
    expect(reasons()).toEqual([reason]);
  });

  describe("while the caret rests", () => {
    const rests = (position = at(0, 14)) =>
      client.connection.sendNotification("ponder/completion/caret", { uri, position });
    /** Requests are answered in their order, so that what a notification before them began has begun. */
    const answered = () => client.request("ponder/model/status");

    it("evaluates the prompt, once the model is there", async () => {
      await connect([]);
      await rests();
      await answered();
      expect([engine.loads.length, engine.prefills.length]).toEqual([0, 0]);
      await client.request("ponder/model/load", {});
      await rests();
      await eventually(() => expect(engine.prefills).toMatchObject([{ lane: "completion" }]));
    });

    it.each([
      ["switched off", { enabled: false }, {}],
      ["switched off for the language", { languages: { javascript: false } }, {}],
      ["excluded", { exclude: ["*.js"] }, {}],
      ["on the battery", {}, { onBattery: true }],
    ])("does nothing: %s", async (_, completion, more) => {
      await connect([{ text: " 1;" }], { settings: { completion, engine: { threads: 1, gpu: "cpu" } }, ...more });
      await client.request("ponder/model/load", {});
      await rests();
      // Settings and ignore rules are known at once the second time.
      await client.complete(uri, at(0, 14), automatic);
      await rests();
      await answered();
      expect(engine.prefills).toEqual([]);
    });
  });

  it("tells the status, at most ten times a second, the last one always", async () => {
    await connect([{ text: " 1;" }]);
    const statuses: CompletionStatus[] = [];
    client.connection.onNotification("ponder/completion/didChangeStatus", (status: CompletionStatus) => {
      statuses.push(status);
    });
    await client.complete(uri, at(0, 14));
    await client.complete("file:///work/b.js", at(0, 0));
    await client.complete(uri, at(0, 14));
    await eventually(() => expect(statuses.at(-1)?.outcome).toBe("cache"));
    expect(statuses[0]).toMatchObject({ outcome: "engine", text: "From the model.", tokensPerSecond: 100 });
    expect(statuses).toHaveLength(2);
  });

  it("knows that a suggestion was accepted", async () => {
    await connect([{ text: " 1;" }]);
    const [item] = await client.complete(uri, at(0, 14));
    expect(client.capabilities.executeCommandProvider).toEqual({ commands: ["ponder.completion.accepted"] });
    expect(await client.request("workspace/executeCommand", item?.command)).toBeNull();
  });

  it("respects what is selected in the editor's own list", async () => {
    await connect([{ text: "gth;" }], { text: "const value = list.len\n" });
    const ask = (text: string) =>
      client.request<readonly unknown[]>("textDocument/inlineCompletion", {
        textDocument: { uri },
        position: at(0, 22),
        context: { triggerKind: 1, selectedCompletionInfo: { range: { start: at(0, 19), end: at(0, 22) }, text } },
      });
    expect(await ask("length")).toMatchObject([{ insertText: "length;", range: { start: at(0, 19), end: at(0, 22) } }]);
    expect(await ask("lengthen")).toEqual([]);
    expect(reasons()).toEqual(["notSelected"]);
  });

  it("does not come by itself when it is switched off for the document, but on demand", async () => {
    const configuration = (scope: string) => ({ completion: { enabled: scope !== uri }, engine: { threads: 1 } });
    await connect([{ text: " 1;" }], { configuration });
    expect(await client.complete(uri, at(0, 14), automatic)).toEqual([]);
    expect(reasons()).toEqual(["disabled"]);
    expect(engine.loads).toHaveLength(0);
    expect(await client.complete(uri, at(0, 14), invoked)).toHaveLength(1);
  });

  it.each([
    ["no document", { position: at(0, 0), context: { triggerKind: 1 } }],
    ["no position", { textDocument: { uri }, context: { triggerKind: 1 } }],
    ["a negative line", { textDocument: { uri }, position: at(-1, 0), context: { triggerKind: 1 } }],
  ])("refuses parameters: %s", async (_, params) => {
    await connect([]);
    const error = await errorOf(client.request("textDocument/inlineCompletion", params));
    expect(error.code).toBe(ErrorCodes.InvalidParams);
  });

  it("clamps a position behind the end of a line, as LSP says", async () => {
    await connect([{ text: " 1;" }]);
    expect(await client.complete(uri, at(0, 999))).toMatchObject([{ range: { start: at(0, 14) } }]);
  });
});
