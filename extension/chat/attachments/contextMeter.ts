import {
  chatMeasureMethod,
  type ChatMeasure,
  type ChatMeasureParams,
  type ChatMeasureResult,
} from "../../../protocol/chat.js";
import type { QuestionMeasure } from "../../../protocol/panel/state.js";
import { describe, type LogSink } from "../../log.js";
import type { ServerSupervisor } from "../../server/supervisor.js";
import type { ShownPiece } from "./source.js";

/** How long nothing may have changed before it is counted, in milliseconds: counting is not for each key. */
const restMs = 300;

/** What is to be counted. */
export interface MeasuredQuestion extends Omit<ChatMeasureParams, "context"> {
  readonly pieces: readonly ShownPiece[];
}

/** Has the server count what the next question would take of the model's context. */
export class ContextMeter {
  readonly #server: ServerSupervisor;
  readonly #log: LogSink;
  readonly #question: () => MeasuredQuestion | undefined;
  readonly #onMeasure: (measure: QuestionMeasure | undefined) => void;
  #timer: NodeJS.Timeout | undefined;
  #asking = new AbortController();

  /** @param options `question`: `undefined`: there is nothing to count, or nobody looks. */
  constructor(options: {
    readonly server: ServerSupervisor;
    readonly log: LogSink;
    readonly question: () => MeasuredQuestion | undefined;
    readonly onMeasure: (measure: QuestionMeasure | undefined) => void;
  }) {
    this.#server = options.server;
    this.#log = options.log;
    this.#question = options.question;
    this.#onMeasure = options.onMeasure;
  }

  /** Something changed that counts. */
  changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#measure(), restMs);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking.abort();
  }

  /** Never throws: without a count there is no figure. */
  async #measure(): Promise<void> {
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const { state } = this.#server;
    const asked = this.#question();
    if (!asked || state.state !== "running") {
      this.#onMeasure(undefined);
      return;
    }
    const { pieces, ...question } = asked;
    const sent = pieces.flatMap(({ chip, item }) => (item ? [{ id: chip.id, item }] : []));
    const params: ChatMeasureParams = { ...question, context: sent.map(({ item }) => item) };
    try {
      const { measure } = await state.run.request<ChatMeasureResult>(chatMeasureMethod, params, signal);
      if (!signal.aborted)
        this.#onMeasure(
          measure &&
            byChip(
              measure,
              sent.map(({ id }) => id),
            ),
        );
    } catch (error) {
      if (signal.aborted) return;
      this.#log.debug(`A question was not measured: ${describe(error)}`);
      this.#onMeasure(undefined);
    }
  }
}

function byChip({ contextTokens, ...measure }: ChatMeasure, ids: readonly string[]): QuestionMeasure {
  return { ...measure, tokens: Object.fromEntries(ids.map((id, at) => [id, contextTokens[at] ?? 0])) };
}
