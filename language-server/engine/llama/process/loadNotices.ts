import type { GpuChoice } from "../../../../protocol/settings.js";
import type { LoadNotice } from "../../engine.js";

/** The GPU was not tried, because a process died there. */
export const crashedBefore: LoadNotice = {
  text: "The engine crashed the last time it loaded this model on the GPU, so the model runs on the CPU.",
  retryGpu: true,
};

/** The GPU was tried and refused, with this error. */
export const refused = (error: unknown): LoadNotice => ({
  text: `The model could not be loaded on the GPU, so it runs on the CPU: ${error instanceof Error ? error.message : String(error)}`,
  retryGpu: true,
});

/** The wait for them was given up. */
export const othersTookTooLong: LoadNotice = {
  text: "Another Ponder window has been loading a model onto the GPU for minutes, so the model runs on the CPU.",
  retryGpu: true,
};

/**
 * Not one layer fits there.
 *
 * @param otherWindows other engine processes that use it.
 */
export const tooLittleVram = (otherWindows: number): LoadNotice => ({
  text: `The model runs on the CPU, there is too little free graphics memory${otherWindows > 0 ? ": another Ponder window uses it" : ""}.`,
  retryGpu: true,
});

/** There is none, or no driver for it. */
export const noGpu = (gpu: GpuChoice): LoadNotice => ({
  text: `There is no GPU that ${gpu} can use, so the model runs on the CPU.`,
  retryGpu: true,
});

/**
 * Why no layer runs on a GPU, where the user may have expected it.
 *
 * @param offloads whether there is a GPU.
 * @param otherWindows other engine processes that use it.
 */
export function withoutGpu(gpu: GpuChoice, offloads: boolean, otherWindows: number): LoadNotice | undefined {
  if (offloads) return tooLittleVram(otherWindows);
  return gpu === "auto" || gpu === "cpu" ? undefined : noGpu(gpu);
}

/** There was not enough memory for the context that was asked for. Both in tokens. */
export const smallerContext = (size: number, wanted: number): LoadNotice => ({
  text: `There is memory for ${size.toLocaleString("en")} tokens of context, not for ${wanted.toLocaleString("en")}.`,
  retryGpu: false,
});

/** Why a second model was not even tried. */
export const crashedWhileLoading = "the engine crashed while it loaded it.";

/** There is no model of its own for completions. */
export const completionModelLeftOut = (because: string): LoadNotice => ({
  text: `The model for completions is not used, so the chat model completes: ${because}`,
  retryGpu: false,
});

/** There is no draft model. */
export const draftModelLeftOut = (because: string): LoadNotice => ({
  text: `The draft model is not used: ${because}`,
  retryGpu: false,
});

/** All of them as one. */
export const joinNotices = (notices: readonly LoadNotice[]): LoadNotice => ({
  text: notices.map(({ text }) => text).join(" "),
  retryGpu: notices.some(({ retryGpu }) => retryGpu),
});
