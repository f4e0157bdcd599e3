import { PonderFailure } from "../../../protocol/errors.js";
import type { GenerateEvent, GenerateRequest, GroupEvent, GroupRequest } from "../engine.js";
import type { EngineProcess } from "./engineProcess.js";
import { EventQueue } from "./eventQueue.js";
import type { FromEngine, ToEngine } from "./messages.js";

/** A question with one answer that waits for it. */
interface PendingAnswer {
  readonly resolve: (message: FromEngine) => void;
  readonly reject: (error: unknown) => void;
}

/** The requests that the engine process works on: each has a number, by which the answers find whoever waits. */
export class EngineRequests {
  readonly #process: () => EngineProcess;
  readonly #running = new Map<number, EventQueue<GenerateEvent>>();
  readonly #groups = new Map<number, EventQueue<GroupEvent>>();
  readonly #asked = new Map<number, PendingAnswer>();
  #lastId = 0;

  /** @param process the process that a request is sent to; throws when there is none that has a model. */
  constructor(process: () => EngineProcess) {
    this.#process = process;
  }

  generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent, void, undefined> {
    return this.#stream(this.#running, (id) => ({ type: "generate", id, request }), signal);
  }

  generateGroup(request: GroupRequest, signal: AbortSignal): AsyncGenerator<GroupEvent, void, undefined> {
    return this.#stream(this.#groups, (id) => ({ type: "group", id, request }), signal);
  }

  /** Sends a message that has one answer; when `signal` aborts, the process is told to stop the work. */
  async ask(message: (id: number) => ToEngine, signal: AbortSignal): Promise<FromEngine> {
    signal.throwIfAborted();
    const process = this.#process();
    const id = ++this.#lastId;
    let abort: () => void = () => undefined;
    try {
      return await new Promise<FromEngine>((resolve, reject) => {
        abort = () => {
          process.send({ type: "abort", id });
          reject(signal.reason as Error);
        };
        this.#asked.set(id, { resolve, reject });
        signal.addEventListener("abort", abort, { once: true });
        process.send(message(id));
      });
    } finally {
      signal.removeEventListener("abort", abort);
      this.#asked.delete(id);
    }
  }

  /** Hands an answer to whoever waits for it. Messages about other things are none of its business. */
  receive(message: FromEngine): void {
    switch (message.type) {
      case "prefill":
      case "text": {
        const { id, ...event } = message;
        this.#running.get(id)?.push(event);
        return;
      }
      case "done": {
        const { id, ...event } = message;
        const events = this.#running.get(id);
        events?.push(event);
        events?.close();
        this.#running.delete(id);
        return;
      }
      case "candidates": {
        const events = this.#groups.get(message.id);
        events?.push(message.event);
        if (message.event.type !== "done") return;
        events?.close();
        this.#groups.delete(message.id);
        return;
      }
      case "prefilled":
      case "counted":
        this.#asked.get(message.id)?.resolve(message);
        return;
      case "failed": {
        if (message.id === undefined) return;
        const { code, message: text, hint } = message.error;
        const failure = new PonderFailure(code, text, hint);
        this.#asked.get(message.id)?.reject(failure);
        for (const running of [this.#running, this.#groups]) {
          running.get(message.id)?.fail(failure);
          running.delete(message.id);
        }
        return;
      }
      case "ready":
      case "progress":
      case "loading":
      case "loaded":
      case "aborted":
      case "pong":
      case "log":
        return;
    }
  }

  /** The process is gone: whoever waits gets what came, then `failure`. */
  fail(failure: PonderFailure): void {
    const all = [...this.#running.values(), ...this.#groups.values()];
    this.#running.clear();
    this.#groups.clear();
    for (const { reject } of this.#asked.values()) reject(failure);
    for (const events of all) events.fail(failure);
  }

  /** Sends a message that is answered by events, which `receive` puts into a queue of `running`. */
  async *#stream<E>(
    running: Map<number, EventQueue<E>>,
    message: (id: number) => ToEngine,
    signal: AbortSignal,
  ): AsyncGenerator<E, void, undefined> {
    signal.throwIfAborted();
    const process = this.#process();
    const id = ++this.#lastId;
    const events = new EventQueue<E>();
    const abort = () => events.abort(signal.reason);
    running.set(id, events);
    signal.addEventListener("abort", abort, { once: true });
    process.send(message(id));
    try {
      yield* events;
    } finally {
      signal.removeEventListener("abort", abort);
      // Still there: the process has not ended it itself.
      if (running.delete(id)) process.send({ type: "abort", id });
    }
  }
}
