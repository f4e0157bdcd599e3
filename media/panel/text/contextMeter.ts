import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { leftOutText } from "./turnText.js";

/** How full the model's context is. */
export interface ContextMeter {
  /** For example `1.9k / 8.2k`. */
  readonly short: string;
  readonly full: string;
  /** 0 to 1. */
  readonly share: number;
}

const thousand = 1_000;

/**
 * What the last turn that was measured took of the context; `undefined` while nothing was measured. The thought
 * counts: the model has it before its eyes until the turn is over, and drops it then.
 */
export function contextMeter(turns: readonly Turn[]): ContextMeter | undefined {
  const turn = turns.findLast(({ contextUse }) => contextUse !== undefined);
  if (!turn?.contextUse) return undefined;
  const { contextUse, usage, thought } = turn;
  const used = contextUse.promptTokens + (usage?.generatedTokens ?? 0);
  const count = (tokens: number) => tokens.toLocaleString("en-US");
  const leftOut = leftOutText(turn);
  const dropped = usage === undefined ? undefined : thought.tokens;
  return {
    short: `${rounded(used)} / ${rounded(contextUse.contextSize)}`,
    share: Math.min(1, used / contextUse.contextSize),
    full: [
      t("Context: {0} of {1} tokens used by the last turn", count(used), count(contextUse.contextSize)),
      ...(dropped ? [t("{0} of them are its thought, which the next turn does not see", count(dropped))] : []),
      leftOut === undefined ? t("Nothing is left out") : t("{0}: they do not fit", leftOut),
    ].join("\n"),
  };
}

function rounded(tokens: number): string {
  if (tokens < thousand) return String(tokens);
  const thousands = tokens / thousand;
  return `${thousands < 100 ? thousands.toFixed(1) : String(Math.round(thousands))}k`;
}
