import type { Lane } from "../../engine.js";

/**
 * Tokens of context for completions: a window around the cursor, not the file. On a GPU the prompt has more of the
 * other files (`gpuContextBudget`).
 */
export const completionContext = (isOnGpu: boolean): number => (isOnGpu ? 4096 : 2048);

/**
 * Graphics memory of the contexts that are made when they are first needed. The layers were fitted so that there is room
 * for them, and other windows are told to leave it.
 */
export class PlannedContexts {
  readonly #bytes = new Map<Lane, number>();
  readonly #tell: (bytes: number) => void;

  /** @param tell takes what is still planned, in bytes, whenever that changes. */
  constructor(tell: (bytes: number) => void) {
    this.#tell = tell;
  }

  /**
   * The others will take as much for each token as the context for chat.
   *
   * @param bytes what that one takes.
   * @param contextSize tokens of that one.
   * @param completes whether completions have a context of the same model.
   */
  likeChat(bytes: number, contextSize: number, completes: boolean): void {
    this.#bytes.set("edit", bytes);
    if (completes) this.#bytes.set("completion", bytes * Math.min(1, completionContext(true) / contextSize));
    this.#told();
  }

  /** The context of a lane was made: it is in the driver's figures from now on. */
  made(lane: Lane): void {
    if (this.#bytes.delete(lane)) this.#told();
  }

  #told(): void {
    this.#tell(Math.round([...this.#bytes.values()].reduce((sum, bytes) => sum + bytes, 0)));
  }
}
