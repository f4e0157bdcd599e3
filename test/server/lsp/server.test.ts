import { r1Form } from "../../../language-server/prompts/chatForms.js";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CancellationTokenSource,
  ErrorCodes,
  LSPErrorCodes,
  type CancellationToken,
  type CodeAction,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { turnPrompt } from "../../../language-server/chat/turnPrompt.js";
import type { PromptPart } from "../../../language-server/engine/engine.js";
import { LlamaEngine } from "../../../language-server/engine/llama/llamaEngine.js";
import { chatTurnMethod } from "../../../protocol/chat.js";
import { editMatchMethod, type EditMatchResult, type EditProposal } from "../../../protocol/edits.js";
import type { TurnEvent } from "../../../protocol/events.js";
import { healthDoctorMethod, healthPingMethod, type DoctorReport } from "../../../protocol/health.js";
import { modelStatusMethod, type ModelStatus } from "../../../protocol/model.js";
import { demoModel, temporaryFolder } from "../../support/engineProgram.js";
import { writeTinyModel } from "../../support/gguf/tinyModel.js";
import { buildServer, errorOf, startBuiltServer, type LspClient } from "../../support/lspClient.js";
import { childrenOf } from "../../support/processes.js";
import {
  languageIds,
  reliable,
  type ReliableFim,
  type ReliableFix,
  type ReliableLetters,
} from "../../support/reliable.js";

const fixes = reliable.filter((row): row is ReliableFix => row.task === "fix");
const letters = reliable.filter((row): row is ReliableLetters => row.task === "letters");
const holes = reliable.filter((row): row is ReliableFim => row.task === "fim");

let program: string;
let client: LspClient;

beforeAll(async () => {
  program = await buildServer();
  client = await startBuiltServer(program, "stdio");
});
afterAll(() => client.stop());

const joined = (events: readonly TurnEvent[], type: "thinking" | "answer") =>
  events.map((event) => (event.type === type ? event.text : "")).join("");

let documents = 0;
async function open(languageId: string, text: string): Promise<TextDocument> {
  const uri = `file:///work/${String(++documents)}/file`;
  await client.open(uri, languageId, text);
  return TextDocument.create(uri, languageId, 1, text);
}

function apply(document: TextDocument, { files: [file] }: EditProposal): string {
  const { hunks } = file ?? { hunks: [] };
  return TextDocument.applyEdits(
    document,
    hunks.map(({ range, newText }) => ({ range, newText })),
  );
}

const whole = (document: TextDocument) => ({
  start: { line: 0, character: 0 },
  end: document.positionAt(document.getText().length),
});

describe("the built server on standard input", () => {
  it("says what it can do and has loaded nothing", async () => {
    expect(client.capabilities).toMatchObject({
      textDocumentSync: { openClose: true, change: 2 },
      inlineCompletionProvider: true,
      codeActionProvider: { codeActionKinds: ["quickfix", "refactor.rewrite"] },
    });
    expect(await client.request<ModelStatus>(modelStatusMethod)).toEqual({ state: "idle", isDemo: true });
    expect(engineProcesses()).toEqual([]);
  });

  it("answers a question: partial results are the complete result", async () => {
    const turn = client.chat({ question: "How many Rs are in 'strawberry'?" });
    const result = await turn.result;
    expect(result.answer).toContain("**3**");
    expect(result.stopReason).toBe("end");
    expect(joined(turn.events, "answer")).toBe(result.answer);
    expect(joined(turn.events, "thinking")).toBe(result.thinking.text);
    expect(turn.events.at(-1)).toEqual({ type: "usage", ...result.usage });
    expect(result.usage.generatedTokens).toBeGreaterThan(result.thinking.tokens);
    expect(result.thinking.tokens).toBeGreaterThan(10);
  });

  it("explains code", async () => {
    const text = fixes[0]?.code ?? "";
    const context = [{ path: "app/map.py", languageId: "python", text }];
    const { answer, thinking } = await client.chat({ command: "explain", context }).result;
    expect(answer).toContain(`\`${fixes[0]?.name ?? ""}\``);
    expect(thinking.text).not.toBe("");
  });

  it("proposes the fix of a broken function; applied, it is the expected code", async () => {
    const results = await Promise.all(
      fixes.slice(0, 6).map(async ({ before, lang, path: name, diagnostic }) => {
        const document = await open(languageIds[lang], before);
        const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
        const problems = diagnostic === null ? [] : [{ range, message: diagnostic }];
        const params = {
          kind: "fix",
          uri: document.uri,
          version: 1,
          range: whole(document),
          problems,
          path: name,
        } as const;
        const turn = client.propose(params);
        const { proposal } = await turn.result;
        expect(turn.events.filter((event) => event.type === "proposal")).toEqual([{ type: "proposal", proposal }]);
        return apply(document, proposal);
      }),
    );
    // These very cases were run with these very words: the model is deterministic.
    expect(results).toEqual(fixes.slice(0, 6).map(({ code }) => code));
  });

  it("fixes the function around the cursor and touches nothing else", async () => {
    const { before, code, lang, path: name } = fixes[2] as ReliableFix;
    const around = (middle: string) => `import os\n\n\n${middle}\n\n\nprint(os.name)\n`;
    const document = await open(languageIds[lang], around(before));
    const cursor = { line: 4, character: 2 };
    const range = { start: cursor, end: cursor };
    const params = { kind: "fix", uri: document.uri, version: 1, range, problems: [], path: name } as const;
    expect(apply(document, (await client.propose(params).result).proposal)).toBe(around(code));
  });

  it("matches a pasted answer", async () => {
    const document = await open("python", "def f():\n    retrun 1\n");
    const answer = "<think>\nA typo.\n</think>\n\n```py\ndef f():\n    return 1\n```\n\nI fixed the typo.";
    const { proposal } = await client.request<EditMatchResult>(editMatchMethod, { uri: document.uri, answer });
    expect(apply(document, proposal)).toBe("def f():\n    return 1\n");
    expect(proposal.summary).toBe("I fixed the typo.");
  });

  it.each(holes.map((hole, index) => ({ ...hole, index })))("completes a line: $expected", async (hole) => {
    const [, prefix = "", suffix = ""] =
      /<\|fim_prefix\|>([^]*)<\|fim_suffix\|>([^]*)<\|fim_middle\|>/.exec(hole.prompts[0]) ?? [];
    const document = await open("typescript", prefix + suffix);
    const [item] = await client.complete(document.uri, document.positionAt(prefix.length));
    expect(item?.insertText).toBe(hole.expected);
  });

  it("offers a fix for a problem", async () => {
    const document = await open("python", "retrun 1\n");
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 6 } };
    const actions = await client.request<readonly CodeAction[]>("textDocument/codeAction", {
      textDocument: { uri: document.uri },
      range,
      context: { diagnostics: [{ range, message: "invalid syntax", source: "Pylance" }] },
    });
    expect(actions.slice(0, 2).map(({ title, tags }) => [title, tags])).toEqual([
      ["Fix with Ponder", [1]],
      ["Explain with Ponder", [1]],
    ]);
  });

  it("refuses bad parameters and keeps its state", async () => {
    const document = await open("python", "x = 1\n");
    const before = await client.request<ModelStatus>(modelStatusMethod);
    for (const params of [undefined, [], { question: 1 }, { uri: document.uri, answer: 7 }])
      for (const method of [chatTurnMethod, editMatchMethod, "ponder/edit/propose"]) {
        const error = await errorOf(client.request(method, params));
        expect(error.code).toBe(ErrorCodes.InvalidParams);
        expect(error.data?.code).toBe("badRequest");
      }
    const textDocument = { uri: document.uri };
    for (const params of [{}, { textDocument }, { textDocument, context: { diagnostics: [{ range: null }] } }])
      for (const method of ["textDocument/codeAction", "textDocument/inlineCompletion"])
        expect((await errorOf(client.request(method, params))).code).toBe(ErrorCodes.InvalidParams);
    expect((await errorOf(client.request("ponder/nothing", {}))).code).toBe(ErrorCodes.MethodNotFound);
    expect(await client.request<ModelStatus>(modelStatusMethod)).toEqual(before);
  });

  it("passes its own examination", async () => {
    const { findings } = await client.request<DoctorReport>(healthDoctorMethod);
    expect(findings.filter(({ state }) => state === "failed")).toEqual([]);
    const detail = (wanted: string) => findings.find(({ name }) => name === wanted)?.detail;
    expect(detail("SHA-256")).toMatch(/^[0-9a-f]{64}, as recorded$/);
    expect(detail("Reading")).toMatch(/^\d+ tokens\/s \(\d{2,} in /);
    expect(detail("Thinking")).toMatch(/^thought \d+ of \d+ tokens, then answered; [\d.]+ tokens\/s/);
    expect(detail("Completion")).toMatch(/^\d+ token/);
    expect(detail("Binaries")).toContain(process.platform.replace("win32", "win").replace("darwin", "mac"));
  });

  it("answers with what the model wrote after the tag, and with nothing else, twenty times", async () => {
    const questions = letters.slice(0, 8).map(({ prompts }) => prompts[0] ?? "");
    const explanations = fixes.slice(0, 12).map(({ path: name, lang, code }) => ({
      context: [{ path: name, languageId: languageIds[lang], text: code }],
    }));
    const asked = [
      ...questions.map((question) => ({ command: "ask", question, context: [] }) as const),
      ...explanations.map((context) => ({ command: "explain", question: "", ...context }) as const),
    ];
    const raw = await rawOutputs(asked.map((params) => turnPrompt(r1Form, params, [])));
    for (const [index, params] of asked.entries()) {
      const turn = client.chat(params);
      const { answer, thinking } = await turn.result;
      const [thought = "", afterwards = "", ...more] = (raw[index] ?? "").split("</think>");
      expect(more).toEqual([]);
      expect(answer).toBe(afterwards.trimStart());
      expect(thinking.text).toBe(thought.trim());
      expect(joined(turn.events, "answer")).toBe(answer);
      expect(answer + thinking.text).not.toMatch(/<\/?think>/);
    }
  });
});

describe("a turn that never ends by itself", () => {
  let endless: LspClient;
  let folder: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const model = path.join(folder, "endless.gguf");
    const words = "one two three four five six seven eight nine ten\n";
    await writeTinyModel({ file: model, corpus: words.repeat(20), babble: words });
    const settings = { engine: { threads: 1, gpu: "cpu" }, model: { path: model, contextSize: 16_384 } };
    endless = await startBuiltServer(program, "stdio", { settings });
  });
  afterAll(async () => {
    await endless.stop();
    await rm(folder, { recursive: true });
  });

  const begin = async (token?: CancellationToken) => {
    const turn = endless.chat({ question: "Go on.", effort: "high" }, token);
    await turn.seen((event) => event.type === "thinking");
    return turn;
  };
  const expectThinking = async () => {
    const source = new CancellationTokenSource();
    const turn = await begin(source.token);
    source.cancel();
    expect((await errorOf(turn.result)).code).toBe(LSPErrorCodes.RequestCancelled);
  };

  it("stops when it is cancelled, and the server works on", async () => {
    await expectThinking();
    const status = await endless.request<ModelStatus>(modelStatusMethod);
    expect(status).toMatchObject({ state: "ready", activity: "idle" });
    await expectThinking();
  });

  it("survives the death of the engine in its middle", async () => {
    const turn = await begin();
    const [engine = 0] = engineProcesses(endless.process?.pid);
    process.kill(engine, "SIGKILL");
    expect((await errorOf(turn.result)).data?.code).toBe("engineStopped");
    expect(joined(turn.events, "thinking")).not.toBe("");
    expect(await endless.request(healthPingMethod)).toBeNull();
    await expectThinking();
    expect(engineProcesses(endless.process?.pid)).not.toContain(engine);
  });
});

describe("the built server over ipc", () => {
  it("answers, and ends with its engine when it is told to", async () => {
    const ipc = await startBuiltServer(program, "ipc");
    expect((await ipc.chat({ question: "How many Rs are in 'strawberry'?" }).result).answer).toContain("**3**");
    const engines = engineProcesses(ipc.process?.pid);
    expect(engines).toHaveLength(1);
    await ipc.stop();
    expect(ipc.process?.exitCode).toBe(0);
  });
});

describe("a server that cannot go on", () => {
  it.each([
    ["a message without a length", "Content-Type: x\r\n\r\n{}"],
    ["a length that is no number", "Content-Length: abc\r\n\r\n{}"],
    ["a negative length", "Content-Length: -2\r\n\r\n{}"],
    ["a header without end", "x".repeat(5000)],
    ["a length that is too short", 'Content-Length: 3\r\n\r\n{"jsonrpc":"2.0"}\r\n\r\n'],
  ])("ends with an error after %s", async (_, bytes) => {
    const child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "ignore", "pipe"] });
    child.stdin.on("error", () => undefined);
    child.stdin.write(bytes);
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(1);
  });

  it("ends when the client is gone", async () => {
    const child = spawn(process.execPath, [program, "--stdio"], { stdio: ["pipe", "ignore", "ignore"] });
    child.stdin.end();
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(1);
  });

  it("says how it is used when it is started without a transport", async () => {
    const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "pipe"] });
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(64);
  });
});

/** What the demo model writes for these prompts, without the server. */
async function rawOutputs(prompts: readonly (readonly PromptPart[])[]): Promise<string[]> {
  const engine = new LlamaEngine({ log: () => undefined, program: path.join(path.dirname(program), "engine.cjs") });
  const { signal } = new AbortController();
  const options = { path: demoModel, gpu: "cpu", threads: 1, contextSize: 8192 } as const;
  const outputs: string[] = [];
  try {
    await engine.load(options, () => undefined, signal);
    for (const prompt of prompts) {
      const request = { lane: "chat", prompt, maxTokens: 1000, sampling: { temperature: 0, topP: 1 } } as const;
      let output = "";
      for await (const event of engine.generate(request, signal)) if (event.type === "text") output += event.text;
      outputs.push(output);
    }
  } finally {
    await engine.dispose();
  }
  return outputs;
}

/** Process ids of the engine processes below a server of this test. */
const engineProcesses = (server = client.process?.pid): readonly number[] => childrenOf(server ?? 0);
