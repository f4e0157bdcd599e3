import type { PanelState, QuestionMeasure, Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { shortCount } from "./chipText.js";
import { leftOutText } from "../../../protocol/leftOutText.js";

/** How full the model's context is. */
export interface ContextMeter {
  /** For example `1.9k / 8.2k`. */
  readonly short: string;
  readonly full: string;
  /** 0 to 1. */
  readonly share: number;
  /** The question would be refused. */
  readonly isTooLong: boolean;
}

const count = (tokens: number) => tokens.toLocaleString("en-US");

/**
 * What the next question would take of the context, where it was counted; else what the last turn took. `undefined`
 * while nothing was measured.
 */
export function contextMeter({ turns, measure }: Pick<PanelState, "turns" | "measure">): ContextMeter | undefined {
  const turn = turns.findLast(({ contextUse }) => contextUse !== undefined);
  if (measure) return ofQuestion(measure, turn);
  return turn?.contextUse && ofTurn(turn, turn.contextUse);
}

function ofQuestion(measure: QuestionMeasure, last: Turn | undefined): ContextMeter {
  const { promptTokens, promptLimit, contextSize } = measure;
  const isTooLong = promptTokens > promptLimit;
  const lines = [
    t("The next question takes {0} of {1} tokens", count(promptTokens), count(contextSize)),
    isTooLong
      ? t("It is too long: it may have {0}, and the rest is for the answer. Leave something out.", count(promptLimit))
      : t("{0} of them are kept free for the thought and the answer", count(contextSize - promptLimit)),
    whatIsLeftOut({ contextUse: measure }),
    ...(last?.contextUse ? [usedByTurn(last, last.contextUse)] : []),
  ];
  return { ...figures(promptTokens, contextSize), full: lines.join("\n"), isTooLong };
}

/** The thought counts: the model has it before its eyes until the turn is over, and drops it then. */
function ofTurn(turn: Turn, use: NonNullable<Turn["contextUse"]>): ContextMeter {
  const { usage, thought } = turn;
  const dropped = usage === undefined ? undefined : thought.tokens;
  const lines = [
    usedByTurn(turn, use),
    ...(dropped ? [t("{0} of them are its thought, which the next turn does not see", count(dropped))] : []),
    whatIsLeftOut(turn),
  ];
  return { ...figures(usedTokens(turn, use), use.contextSize), full: lines.join("\n"), isTooLong: false };
}

const usedTokens = ({ usage }: Turn, { promptTokens }: NonNullable<Turn["contextUse"]>): number =>
  promptTokens + (usage?.generatedTokens ?? 0);

function usedByTurn(turn: Turn, use: NonNullable<Turn["contextUse"]>): string {
  return t("Context: {0} of {1} tokens used by the last turn", count(usedTokens(turn, use)), count(use.contextSize));
}

function whatIsLeftOut(of: Pick<Turn, "contextUse">): string {
  const leftOut = leftOutText(of.contextUse);
  return leftOut === undefined ? t("Nothing is left out") : t("{0}: they do not fit", leftOut);
}

function figures(used: number, contextSize: number): Pick<ContextMeter, "short" | "share"> {
  return { short: `${shortCount(used)} / ${shortCount(contextSize)}`, share: Math.min(1, used / contextSize) };
}
