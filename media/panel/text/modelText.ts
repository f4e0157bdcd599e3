import type { ModelStatus } from "../../../protocol/model.js";

/** The model in a few words, and all that is known of it. */
export interface ModelText {
  readonly short: string;
  readonly full: string;
  readonly isDemo: boolean;
}

const demoNote = "A tiny demo that shows how Ponder works. Choose a real model for real work.";

export function modelText(status: ModelStatus): ModelText {
  switch (status.state) {
    case "idle":
      return {
        short: status.isDemo ? "Tiny demo model" : "Model not loaded yet",
        full: `It is loaded with the first question.${status.isDemo ? `\n${demoNote}` : ""}`,
        isDemo: status.isDemo,
      };
    case "loading":
      return {
        short: `Loading the ${status.isDemo ? "demo " : ""}model ${Math.floor(status.progress * 100)} %`,
        full: status.isDemo ? demoNote : "",
        isDemo: status.isDemo,
      };
    case "ready": {
      const { name, path, isDemo, bytes, contextSize, device, canChat, canComplete, notice } = status.model;
      const lines = [
        name,
        `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} MB, ${path}`,
        `Context: ${contextSize.toLocaleString("en-US")} tokens, on ${device}`,
        ...(canChat ? [] : ["It cannot answer questions: it has no R1 chat form."]),
        ...(canComplete ? [] : ["It cannot complete code: it has no fill-in-the-middle tokens."]),
        ...(notice === undefined ? [] : [notice.text]),
        ...(isDemo ? [demoNote] : []),
      ];
      return { short: `${isDemo ? "Tiny demo model" : name} · ${device}`, full: lines.join("\n"), isDemo };
    }
    case "failed":
      return { short: status.error.message, full: `${status.error.message}\n${status.error.hint}`, isDemo: false };
  }
}
