import type { PonderError } from "../../../protocol/errors.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";

/** What went wrong, and the next step, as the panel says it. */
export type TroubleText = Pick<PonderError, "message" | "hint">;

/**
 * What a turn failed with. Of most errors that is what the server says; where the thought was closed, by the user's
 * *Answer Now* for example, the user should know that this is why there is no answer.
 */
export function troubleText(error: PonderError, thought?: Turn["thought"]): TroubleText {
  if (error.code !== "thoughtOnly" || thought?.closedBy === undefined) return error;
  return {
    message: t("The model wrote no answer after its thought was closed."),
    hint: t("Retry, let it think more, or choose a larger model."),
  };
}
