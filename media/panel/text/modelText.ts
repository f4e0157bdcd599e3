import type { ModelStatus } from "../../../protocol/model.js";
import { recognisedLines, secondModelLines, waitsForGpuText, whereText } from "../../../protocol/modelText.js";
import { t } from "../l10n.js";

/** The model in a few words, and all that is known of it. */
export interface ModelText {
  readonly short: string;
  readonly full: string;
  readonly isDemo: boolean;
}

const demoNote = (): string => t("A tiny demo that shows how Ponder works. Choose a real model for real work.");

export function modelText(status: ModelStatus): ModelText {
  switch (status.state) {
    case "idle":
      return {
        short: status.isDemo ? t("Tiny demo model") : t("Model not loaded yet"),
        full: `${t("It is loaded with the first question.")}${status.isDemo ? `\n${demoNote()}` : ""}`,
        isDemo: status.isDemo,
      };
    case "loading":
      if (status.waitsForGpu) {
        const full = [waitsForGpuText(), ...(status.isDemo ? [demoNote()] : [])].join("\n");
        return { short: t("Waiting for another window"), full, isDemo: status.isDemo };
      }
      return {
        short: status.isDemo
          ? t("Loading the demo model {0} %", Math.floor(status.progress * 100))
          : t("Loading the model {0} %", Math.floor(status.progress * 100)),
        full: status.isDemo ? demoNote() : "",
        isDemo: status.isDemo,
      };
    case "ready": {
      const { name, path, isDemo, bytes, contextSize, device, canChat, canThink, canComplete, notice } = status.model;
      const lines = [
        name,
        `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} MB, ${path}`,
        ...recognisedLines(status.model),
        t("Context: {0} tokens, on {1}", contextSize.toLocaleString("en-US"), whereText(status.model)),
        ...secondModelLines(status.model),
        ...(status.memoryBytes === undefined ? [] : [t("Memory: {0}", `${(status.memoryBytes / 1e9).toFixed(1)} GB`)]),
        ...(canChat ? [] : [t("It cannot answer questions: Ponder does not know its chat form.")]),
        ...(canChat && !canThink ? [t("It answers at once: it is no model that thinks first.")] : []),
        ...(canComplete ? [] : [t("It cannot complete code: it has no fill-in-the-middle tokens.")]),
        ...(notice === undefined ? [] : [notice.text]),
        ...(isDemo ? [demoNote()] : []),
      ];
      return { short: `${isDemo ? t("Tiny demo model") : name} · ${device}`, full: lines.join("\n"), isDemo };
    }
    case "failed":
      return { short: status.error.message, full: `${status.error.message}\n${status.error.hint}`, isDemo: false };
  }
}
