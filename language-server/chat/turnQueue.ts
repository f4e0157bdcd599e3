import { PonderFailure } from "../../protocol/errors.js";
import type { ThinkingEffort } from "../../protocol/settings.js";
import type { Log } from "../log.js";
import type { ModelService, ReadyModel } from "../models/modelService.js";
import type { ChatForm } from "../prompts/chatForms.js";
import { TurnGate } from "../scheduler/turnGate.js";
import { OpenThought } from "./openThought.js";
import type { Emit } from "./runTurn.js";

/** A model that can be talked with. */
export interface ChatModel extends ReadyModel {
  readonly chatForm: ChatForm;
}

/** How much a model is to think: one that does not think before it answers is not made to. */
export const effortFor = ({ chatForm }: Pick<ReadyModel, "chatForm">, wanted: ThinkingEffort): ThinkingEffort =>
  chatForm?.thought === undefined ? "off" : wanted;

/**
 * Lets one turn run at a time, chat and edits together: the machine has one model, and two thoughts at once are each
 * half as fast. Completions do not come here; they never wait for a turn.
 */
export class TurnQueue {
  /** The thought of the turn that runs. */
  readonly thought = new OpenThought();
  readonly #gate = new TurnGate();
  #inside = 0;

  constructor(
    private readonly models: ModelService,
    private readonly log: Log,
  ) {}

  /**
   * Runs `work` when it is its turn and the model is loaded; the phases until then are emitted.
   *
   * @throws `modelUnsupported` when the model has no chat form that is known, and what `ModelService.ready` throws.
   */
  async run<T>(emit: Emit, signal: AbortSignal, work: (model: ChatModel) => Promise<T>): Promise<T> {
    if (this.#inside > 0) {
      emit({ type: "phase", phase: "queued" });
      this.log.info(`a turn waits for ${String(this.#inside)} other(s)`);
    }
    this.#change(1);
    try {
      return await this.#gate.run(0, signal, async () => work(await this.#chatModel(emit, signal)));
    } finally {
      this.#change(-1);
    }
  }

  /** Whether a turn runs or waits. */
  get isBusy(): boolean {
    return this.#inside > 0;
  }

  #change(by: 1 | -1): void {
    this.#inside += by;
    this.models.setQueued(Math.max(0, this.#inside - 1));
  }

  async #chatModel(emit: Emit, signal: AbortSignal): Promise<ChatModel> {
    const model = await this.models.ready(signal, {
      onProgress: (progress, waitsForGpu) =>
        emit({ type: "phase", ...(waitsForGpu ? { phase: "waitingForGpu" } : { phase: "loading", progress }) }),
    });
    const { chatForm } = model;
    if (chatForm !== undefined) return { ...model, chatForm };
    throw new PonderFailure(
      "modelUnsupported",
      `${model.info.name} has no chat form that Ponder knows, so it cannot answer here.`,
      "Choose a DeepSeek-R1 distill or another chat model with “Ponder: Choose Model…”.",
    );
  }
}
