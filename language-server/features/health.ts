import type { Connection, InitializeParams, ServerCapabilities } from "vscode-languageserver";
import {
  healthDoctorMethod,
  healthPingMethod,
  healthWillRestartMethod,
  type DoctorReport,
  type Finding,
  type WillRestartResult,
} from "../../protocol/health.js";
import { PonderFailure } from "../../protocol/errors.js";
import { runTurn } from "../chat/runTurn.js";
import { effortFor, type TurnQueue } from "../chat/turnQueue.js";
import { completionModelOf, type Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { engineVersion } from "../models/engineVersion.js";
import type { ModelService } from "../models/modelService.js";
import { greedy } from "../prompts/family.js";
import { completionForms } from "../prompts/completion/completionForms.js";
import { renderChat } from "../prompts/renderChat.js";
import { readResume } from "../parameters.js";
import { onRequest0 } from "../requests.js";
import { turnLimits } from "../thinking/thoughtBudget.js";

/** Oldest Node.js that Ponder runs on, as in the manifest. */
const oldestNode = [20, 19] as const;

/** What the feature needs. */
export interface HealthParts {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly models: ModelService;
  readonly turns: TurnQueue;
  readonly log: Log;
  /** Folder of the bundles, from where the engine's package is looked for. */
  readonly home: string;
}

/** `ponder/health/*`: answers pings, gets ready for a restart, and checks an installation by using it. */
export class Health implements Feature {
  readonly #parts: HealthParts;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  initialize(params: InitializeParams): ServerCapabilities {
    const { connection, engine, log } = this.#parts;
    const resume = readResume(params.initializationOptions);
    if (resume !== undefined) engine.resume(resume);
    onRequest0(connection, log, healthWillRestartMethod, async (): Promise<WillRestartResult> => ({
      resume: await engine.keepForRestart(),
    }));
    onRequest0(connection, log, healthPingMethod, () => null);
    onRequest0(connection, log, healthDoctorMethod, (signal) => this.#examine(signal));
    return {};
  }

  async #examine(signal: AbortSignal): Promise<DoctorReport> {
    const findings: Finding[] = [];
    const check = async (name: string, work: () => string | Promise<string>): Promise<boolean> => {
      try {
        findings.push({ name, ok: true, detail: await work() });
        return true;
      } catch (error) {
        signal.throwIfAborted();
        this.#parts.log.error(`doctor: ${name}`, error);
        const detail = PonderFailure.is(error) ? `${error.data.message} ${error.data.hint}` : String(error);
        findings.push({ name, ok: false, detail });
        return false;
      }
    };
    await check("Node.js", () => nodeVersion(process.versions.node));
    await check("Engine package", async () => `node-llama-cpp ${await engineVersion(this.#parts.home)}`);
    const isLoaded = await check("Model", () => this.#load(signal));
    if (isLoaded) {
      await check("Thinking", () => this.#think(signal));
      await check("Completion", () => this.#complete(signal));
      await check("Memory", () => this.#memory());
    }
    return { findings };
  }

  async #load(signal: AbortSignal): Promise<string> {
    const { info } = await this.#parts.models.ready(signal, { byUser: true });
    const notice = info.notice === undefined ? "" : `. ${info.notice.text}`;
    const size = `${(info.bytes / 1e6).toFixed(1)} MB`;
    const checked = info.sha256 === undefined ? "" : `, SHA-256 ${info.sha256} as recorded`;
    const where = info.gpuLayers > 0 ? `${info.device}, ${String(info.gpuLayers)} layers` : "CPU";
    return `${info.name} (${info.path}, ${size}${checked}), ${where}, ${String(info.threads)} thread(s)${notice}`;
  }

  async #think(signal: AbortSignal): Promise<string> {
    const { turns } = this.#parts;
    const ignore = () => undefined;
    const turn = await turns.run(ignore, signal, (model) =>
      runTurn(
        { ...this.#parts, thought: turns.thought },
        {
          lane: "chat",
          prompt: renderChat(model.chatForm, [], "How many Rs are in 'strawberry'?"),
          model,
          limits: turnLimits(model.info.contextSize, effortFor(model, "medium")),
        },
        ignore,
        signal,
        (result) => result,
      ),
    );
    const { generatedTokens, tokensPerSecond, ttftMs } = turn.usage;
    return (
      `thought ${String(turn.thinking.tokens)} of ${String(generatedTokens)} tokens, ` +
      `${tokensPerSecond.toFixed(1)} tokens/s, first token after ${String(Math.round(ttftMs))} ms`
    );
  }

  async #complete(signal: AbortSignal): Promise<string> {
    const { engine, models } = this.#parts;
    const { info } = await models.ready(signal);
    if (!info.canComplete)
      throw new PonderFailure(
        "modelUnsupported",
        `${info.name} has no fill-in-the-middle tokens.`,
        "Chat, explain and fix work; for completions choose a model that has them.",
      );
    const [form] = completionForms(engine.model === undefined ? [] : completionModelOf(engine.model).specialTokens);
    if (form === undefined) throw new Error("Every model can at least continue a text");
    const window = { above: "function add(a, b) {\n", typed: "  return", suffix: ";\n}\n" };
    const request = {
      lane: "completion",
      prompt: form.render({ path: "add.js", languageId: "javascript", window, chunks: [] }),
      maxTokens: 16,
      sampling: greedy,
      stop: ["\n", ...form.stop],
    } as const;
    let tokens = 0;
    for await (const event of engine.generate(request, signal)) if (event.type === "text") tokens += event.tokens;
    return `${String(tokens)} token(s) written`;
  }

  #memory(): string {
    const { status } = this.#parts.models;
    if (status.state !== "ready" || status.memoryBytes === undefined) return "not measured yet";
    const { vramBytes } = status.model;
    const graphics = vramBytes === undefined ? "" : `, ${megabytes(vramBytes)} of graphics memory`;
    return `${megabytes(status.memoryBytes)} in the engine process, the model's file included${graphics}`;
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

function nodeVersion(version: string): string {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return version;
  throw new PonderFailure(
    "internal",
    `Node.js ${version} is too old.`,
    `Install Node.js ${oldestNode.join(".")} or newer.`,
  );
}
