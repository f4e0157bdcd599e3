import { l10n, window } from "vscode";
import type { ModelStatus } from "../../protocol/model.js";
import type { Owned } from "../lifetime.js";
import type { ModelWatch } from "./modelWatch.js";

/**
 * Tells that the model runs on the CPU in spite of the settings, such as after a crash on the GPU, and offers to try that
 * again. Once for each model: it may be loaded many times a day.
 */
export class GpuOffer {
  readonly #load: () => Promise<unknown>;
  readonly #failed: (error: unknown) => void;
  readonly #subscription: Owned;
  /** Path of the model of which the user knows. */
  #told: string | undefined;

  /**
   * @param load loads the model again, and tries the GPU.
   * @param failed takes what a load that was accepted throws.
   */
  constructor(model: ModelWatch, load: () => Promise<unknown>, failed: (error: unknown) => void) {
    this.#load = load;
    this.#failed = failed;
    this.#subscription = model.onDidChange((status) => this.#look(status));
  }

  /** Tries the GPU again. If it is in vain, the user hears of it. */
  async tryGpu(): Promise<void> {
    this.#told = undefined;
    await this.#load();
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #look(status: ModelStatus): void {
    if (status.state !== "ready") return;
    const { path, notice } = status.model;
    if (notice?.retryGpu !== true) this.#told = undefined;
    else if (this.#told !== path) {
      this.#told = path;
      this.#offer(notice.text).catch(this.#failed);
    }
  }

  async #offer(text: string): Promise<void> {
    const again = l10n.t("Try the GPU Again");
    if ((await window.showWarningMessage(`Ponder: ${text}`, again)) === again) await this.tryGpu();
  }
}
