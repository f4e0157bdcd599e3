import { fork, type ChildProcess } from "node:child_process";
import type {
  GenerateRequest,
  GroupRequest,
  Lane,
  LoadedModel,
  LoadOptions,
  PrefillRequest,
  PromptPart,
} from "../../language-server/engine/engine.js";
import { isFromEngine, type FromEngine, type ToEngine } from "../../language-server/engine/llama/messages.js";

/**
 * The engine process as the server sees it, without the supervisor: tests look at the messages themselves, in the
 * order they came.
 */
export class EngineChild {
  readonly messages: FromEngine[] = [];
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #waiters = new Set<(message: FromEngine) => void>();
  #lastId = 0;

  /**
   * @param options.stateFolder where it keeps what it tells other engine processes.
   * @param options.env further variables of the environment.
   * @param options.execArgv options for Node itself.
   */
  constructor(
    program: string,
    options: {
      readonly stateFolder?: string;
      readonly env?: NodeJS.ProcessEnv;
      readonly execArgv?: readonly string[];
    } = {},
  ) {
    const args = options.stateFolder === undefined ? [] : [options.stateFolder];
    const env = { ...process.env, ...options.env };
    const execArgv = [...(options.execArgv ?? [])];
    this.child = fork(program, args, { stdio: ["ignore", "pipe", "pipe", "ipc"], execArgv, env });
    this.child.stdout?.resume();
    this.child.stderr?.resume();
    // Many tests wait for many messages at a time, each with a look at the exit.
    this.child.setMaxListeners(0);
    this.exited = new Promise((resolve) => this.child.once("exit", (code) => resolve(code)));
    this.child.on("message", (message) => {
      if (!isFromEngine(message)) throw new Error(`not a message: ${JSON.stringify(message)}`);
      this.messages.push(message);
      for (const waiter of [...this.#waiters]) waiter(message);
    });
  }

  send(message: ToEngine): void {
    this.child.send(message);
  }

  /** Waits for the next message that `wanted` accepts. */
  next<M extends FromEngine>(wanted: (message: FromEngine) => message is M): Promise<M>;
  next(wanted: (message: FromEngine) => boolean): Promise<FromEngine>;
  next(wanted: (message: FromEngine) => boolean): Promise<FromEngine> {
    return new Promise((resolve, reject) => {
      const waiter = (message: FromEngine) => {
        if (!wanted(message)) return;
        this.#waiters.delete(waiter);
        this.child.off("exit", gone);
        resolve(message);
      };
      const gone = () => reject(new Error("the engine process ended"));
      this.#waiters.add(waiter);
      this.child.once("exit", gone);
    });
  }

  async load(options: LoadOptions): Promise<LoadedModel> {
    const answer = this.next(({ type }) => type === "loaded" || type === "failed");
    this.send({ type: "load", options });
    const message = await answer;
    if (message.type === "loaded") return message.model;
    throw new Error(JSON.stringify(message));
  }

  /** Begins a generation. */
  begin(request: GenerateRequest): number {
    const id = ++this.#lastId;
    this.send({ type: "generate", id, request });
    return id;
  }

  /** Waits for the last message of a generation. */
  end(id: number): Promise<Extract<FromEngine, { type: "done" | "failed" | "aborted" }>> {
    return this.next(
      (message): message is Extract<FromEngine, { type: "done" | "failed" | "aborted" }> =>
        (message.type === "done" || message.type === "failed" || message.type === "aborted") && message.id === id,
    );
  }

  /** Generates to the end; throws unless it is `done`. */
  async generate(request: GenerateRequest) {
    const id = this.begin(request);
    const end = await this.end(id);
    if (end.type !== "done") throw new Error(JSON.stringify(end));
    return { text: this.textOf(id), reason: end.reason, usage: end.usage };
  }

  /** Begins a group. */
  beginGroup(request: GroupRequest): number {
    const id = ++this.#lastId;
    this.send({ type: "group", id, request });
    return id;
  }

  /** Waits for the last message of a group. */
  groupEnd(id: number): Promise<FromEngine> {
    return this.next(
      (message) =>
        "id" in message &&
        message.id === id &&
        (message.type === "failed" ||
          message.type === "aborted" ||
          (message.type === "candidates" && message.event.type === "done")),
    );
  }

  /** Waits for the end of a group; throws unless it is `done`. */
  async group(id: number) {
    const end = await this.groupEnd(id);
    if (end.type !== "candidates" || end.event.type !== "done") throw new Error(JSON.stringify(end));
    return { texts: this.candidatesOf(id), reasons: this.#reasonsOf(id), usage: end.event.usage };
  }

  /** The text of each candidate so far. */
  candidatesOf(id: number): readonly string[] {
    const texts: string[] = [];
    for (const message of this.messages) {
      if (message.type !== "candidates" || message.id !== id || message.event.type !== "text") continue;
      const { candidate, text } = message.event;
      texts[candidate] = (texts[candidate] ?? "") + text;
    }
    return texts;
  }

  /** The first piece of each candidate's text: its first token, where that is no part of a character. */
  firstPiecesOf(id: number): readonly string[] {
    const pieces: string[] = [];
    for (const message of this.messages) {
      if (message.type !== "candidates" || message.id !== id || message.event.type !== "text") continue;
      pieces[message.event.candidate] ??= message.event.text;
    }
    return pieces;
  }

  #reasonsOf(id: number): readonly string[] {
    const reasons: string[] = [];
    for (const message of this.messages) {
      if (message.type !== "candidates" || message.id !== id || message.event.type !== "ended") continue;
      reasons[message.event.candidate] = message.event.reason;
    }
    return reasons;
  }

  /** Begins an evaluation ahead. */
  beginAhead(request: PrefillRequest): number {
    const id = ++this.#lastId;
    this.send({ type: "ahead", id, request });
    return id;
  }

  /** Waits for the end of an evaluation ahead; throws when it failed or was aborted. */
  async ahead(id: number): Promise<number> {
    const answer = await this.next(
      (message) => "id" in message && message.id === id && message.type !== "prefill" && message.type !== "text",
    );
    if (answer.type === "prefilled") return answer.evaluatedTokens;
    throw new Error(JSON.stringify(answer));
  }

  /** Counts the tokens of each prompt. */
  async count(prompts: readonly (readonly PromptPart[])[], lane: Lane = "chat"): Promise<readonly number[]> {
    const id = ++this.#lastId;
    const answer = this.next(
      (message): message is Extract<FromEngine, { type: "counted" }> => message.type === "counted" && message.id === id,
    );
    this.send({ type: "count", id, lane, prompts });
    return (await answer).tokens;
  }

  textOf(id: number): string {
    return this.messages.map((message) => (message.type === "text" && message.id === id ? message.text : "")).join("");
  }

  /** How many generations run in there. */
  async running(): Promise<number> {
    const pong = this.next((message) => message.type === "pong");
    this.send({ type: "ping" });
    return (await pong).running;
  }

  async stop(): Promise<number | null> {
    if (this.child.connected) this.send({ type: "dispose" });
    // As the server does: what does not end by itself is ended. The code is `null` then.
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 60_000);
    this.child.once("exit", () => clearTimeout(timer));
    return this.exited;
  }
}
