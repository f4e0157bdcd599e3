import type { TurnEvent } from "../../../protocol/events.js";
import { leftOutText } from "../../../protocol/leftOutText.js";
import { t } from "../../../protocol/localise.js";
import { waitsForGpuText } from "../../../protocol/modelText.js";
import { ThoughtProgress } from "./thoughtProgress.js";

/**
 * What the request waits for, what of the conversation does not fit, and the thought, as lines of progress: VS Code shows
 * them while the request goes on and keeps none of them.
 */
export function turnProgress(show: (line: string) => void): (event: TurnEvent) => void {
  const thought = new ThoughtProgress(show);
  let phase: string | undefined;
  let isThinking = false;
  return (event) => {
    if (event.type === "phase" && event.phase !== phase) {
      phase = event.phase;
      const texts = {
        queued: t("Waiting"),
        loading: t("Loading the model"),
        waitingForGpu: waitsForGpuText(),
        reading: t("Reading the prompt"),
      };
      show(texts[event.phase]);
    } else if (event.type === "context") {
      const leftOut = leftOutText(event);
      if (leftOut !== undefined) show(t("{0}: they do not fit", leftOut));
    } else if (event.type === "thinking") {
      if (!isThinking) show(t("Thinking"));
      isThinking = true;
      thought.push(event.text);
    } else if (event.type === "thinkingDone") {
      show(t("Thought for {0} s · {1} tokens", (event.ms / 1_000).toFixed(1), event.tokens));
    }
  };
}
