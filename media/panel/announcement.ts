import type { PanelState, Turn } from "../../protocol/panel/state.js";
import { t } from "./l10n.js";

/**
 * What a screen reader should say after a change: the steps of the last turn, never its text.
 *
 * @returns `undefined` when there is nothing new to say.
 */
export function announcement(before: PanelState, after: PanelState): string | undefined {
  const last = after.turns.at(-1);
  if (!last) return undefined;
  const earlier = before.turns.find(({ id }) => id === last.id);
  return earlier?.status === last.status ? undefined : words(last);
}

function words(turn: Turn): string | undefined {
  switch (turn.status) {
    case "waiting":
      return undefined;
    case "thinking":
      return t("Thinking");
    case "answering":
      return t("Answer started");
    case "done":
      return t("Done");
    case "stopped":
      return t("Stopped");
    case "failed":
      return turn.error?.message ?? t("Failed");
  }
}
