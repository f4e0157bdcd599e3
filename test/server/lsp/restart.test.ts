import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { CancellationTokenSource } from "vscode-languageserver/node";
import { healthWillRestartMethod, type Resume, type WillRestartResult } from "../../../protocol/health.js";
import { temporaryFolder } from "../../support/engineProgram.js";
import { buildServer, startBuiltServer, type LspClient } from "../../support/lspClient.js";

/** Long enough that reading its cache from a file is faster than evaluating it. */
const code = Array.from({ length: 120 }, (_, i) => `export const value${String(i)} = ${String(i * 7)};\n`).join("");
const question = `${code}\nWhat is value3?`;

/** The built server with the real engine, stopped and started as the extension does it. */
describe.runIf(process.platform === "linux")("a restart of the server", () => {
  let program: string;
  let folder: string;
  const servers = new Set<LspClient>();

  beforeAll(async () => {
    program = await buildServer();
  });
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    await Promise.all([...servers].map(stop));
    await rm(folder, { recursive: true });
  });

  async function start(resume?: Resume): Promise<LspClient> {
    const environment = { XDG_STATE_HOME: folder };
    const server = await startBuiltServer(program, "ipc", { environment, ...(resume !== undefined && { resume }) });
    servers.add(server);
    return server;
  }

  async function stop(server: LspClient): Promise<void> {
    servers.delete(server);
    await server.stop();
  }

  const kept = (): Promise<readonly string[]> => readdir(path.join(folder, "ponder/kv")).catch(() => []);

  /** Asks the first question, and stops the answer: how long the tiny demo talks about so much code is anyone's guess. */
  async function converse(server: LspClient): Promise<void> {
    const stop = new CancellationTokenSource();
    const turn = server.chat({ question }, stop.token);
    await turn.seen((event) => event.type === "thinking");
    stop.cancel();
    await turn.result.catch(() => undefined);
  }

  async function restart(server: LspClient): Promise<Resume> {
    const { resume } = await server.request<WillRestartResult>(healthWillRestartMethod);
    await stop(server);
    return resume;
  }

  async function goOn(server: LspClient) {
    const history = [
      { role: "user", text: question },
      { role: "assistant", text: "It is 21." },
    ] as const;
    const turn = server.chat({ question: "And value5?", history, effort: "off" });
    // The tiny demo may not know an answer; what its prompt cost is told in any case.
    await turn.result.catch(() => undefined);
    const usage = turn.events.find((event) => event.type === "usage");
    if (usage?.type !== "usage") throw new Error("there is no usage");
    const text = turn.events.map((event) => (event.type === "thinking" || event.type === "answer" ? event.text : ""));
    return { ...usage, text: text.join("") };
  }

  it("goes on with the conversation's cache: only what is new is evaluated, and the model says the same", async () => {
    const before = await start();
    await converse(before);
    const resume = await restart(before);
    expect(await kept()).toHaveLength(2);

    const after = await start(resume);
    const { evaluatedTokens, promptTokens, text } = await goOn(after);
    expect(promptTokens).toBeGreaterThan(1_000);
    // The answer to the first question, and the second one.
    expect(evaluatedTokens).toBeLessThan(50);
    expect(await kept(), "it is gone as soon as it was used").toEqual([]);
    await stop(after);
    expect(await kept()).toEqual([]);

    // The demo model draws the likeliest token; one whose server was never restarted says the same.
    const other = await start();
    await converse(other);
    const without = await goOn(other);
    expect(text).toBe(without.text);
    expect(text).not.toBe("");
    await stop(other);
    expect(await kept(), "one that ends for good leaves nothing").toEqual([]);
  });

  it("leaves nothing when it ends for good before it was asked anything", async () => {
    const before = await start();
    await converse(before);
    const resume = await restart(before);
    expect(await kept()).toHaveLength(2);
    await stop(await start(resume));
    expect(await kept()).toEqual([]);
  });

  it("does not take a name for one that could be a path", async () => {
    const server = await start({ cache: `../${"a".repeat(33)}`, cuts: [] });
    const { resume } = await server.request<WillRestartResult>(healthWillRestartMethod);
    expect(resume.cache).toMatch(/^[\da-f-]{36}$/);
  });
});
