import type { Usage } from "../../../protocol/events.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { waitsForGpuText } from "../../../protocol/modelText.js";
import { t } from "../l10n.js";
import { duration, runningTime } from "./duration.js";

const count = (value: number): string => value.toLocaleString("en-US");
const tokenCount = (value: number): string => (value === 1 ? t("1 token") : t("{0} tokens", count(value)));

/** Whether something is still to come. */
export function isRunning({ status }: Pick<Turn, "status">): boolean {
  return status === "waiting" || status === "thinking" || status === "answering";
}

/** Whether the thought is being written at this moment. */
export function isThinking({ status, thought }: Turn): boolean {
  return status === "thinking" && !thought.closed;
}

/** What the turn waits for, or `undefined` when text is coming or nothing comes any more. */
export function waitingText({ status, phase, thought, queued }: Turn): string | undefined {
  if (queued) return t("Queued: it is asked when the answer above is complete");
  if (status === "thinking" && thought.closed) return t("Starting the answer");
  if (status !== "waiting") return undefined;
  const percent = phase?.progress === undefined ? "" : ` ${Math.floor(phase.progress * 100)} %`;
  switch (phase?.name) {
    case "loading":
      return t("Loading the model{0}", percent);
    case "waitingForGpu":
      return waitsForGpuText();
    case "reading":
      return t("Reading the prompt{0}", percent);
    case "queued":
    case undefined:
      return t("Waiting");
  }
}

/** Which block of a *Fix All* is looked at. */
export function blockText({ block, total, isAnswering }: NonNullable<Turn["block"]>): string {
  return isAnswering ? t("Block {0} of {1}: writing the answer", block, total) : t("Block {0} of {1}", block, total);
}

/**
 * The line above a thought. Only measured values: the running clock while it thinks, the engine's figures afterwards.
 *
 * @param now the host's time, in milliseconds since the epoch.
 * @param corrections how often the model corrects itself in it.
 */
export function thoughtTitle(turn: Turn, now: number, corrections = 0): string {
  const { thought, thinkingSince } = turn;
  const figures = (ms: number): readonly string[] => [
    ...(thought.tokens === undefined ? [] : [tokenCount(thought.tokens)]),
    ...speed(thought.tokens, ms),
    ...(corrections === 0 ? [] : [correctionCount(corrections)]),
  ];
  if (isThinking(turn)) {
    if (thinkingSince === undefined) return t("Thinking");
    const ms = now - thinkingSince;
    return [t("Thinking"), runningTime(ms), ...figures(ms)].join(" · ");
  }
  if (thought.ms === undefined) return t("Thought, not finished");
  return [t("Thought for {0}", duration(thought.ms)), ...figures(thought.ms)].join(" · ");
}

/** Tokens per second. A time shorter than a second says little about it. */
function speed(tokens: number | undefined, ms: number): readonly string[] {
  return tokens === undefined || tokens < 2 || ms < 1_000 ? [] : [t("{0} tok/s", Math.round(tokens / (ms / 1_000)))];
}

export function correctionCount(corrections: number): string {
  return corrections === 1 ? t("1 correction") : t("{0} corrections", count(corrections));
}

/** How much of its budget a thought has used, in tokens. */
export function budgetText(tokens: number, budget: number): string {
  return `${count(tokens)} / ${count(budget)}`;
}

/** Why a thought ended before the model ended it, or `undefined` when the model did. */
export function closedText({ closedBy, budget, tokens }: Turn["thought"]): string | undefined {
  switch (closedBy) {
    case undefined:
      break;
    case "budget": {
      const used = budget ?? tokens;
      return used === undefined
        ? t("Its budget was used up; the answer was begun then.")
        : t("Its budget of {0} was used up; the answer was begun then.", tokenCount(used));
    }
    case "answerNow":
      return t("You asked for the answer.");
    case "loop":
      return t("The thought went in circles and was closed.");
    case "noAnswer":
      return t("It thought to the end without an answer, and was asked for one.");
  }
  return undefined;
}

/** What a finished turn cost, short and in full. */
export function usageText(
  usage: Usage,
  contextUse?: Turn["contextUse"],
): { readonly short: string; readonly full: string } {
  const speed = usage.tokensPerSecond > 0 ? t("{0} tokens/s", usage.tokensPerSecond.toFixed(1)) : undefined;
  const tokens = tokenCount(usage.generatedTokens);
  const used = count(usage.promptTokens + usage.generatedTokens);
  const { draftedTokens = 0, acceptedTokens = 0 } = usage;
  return {
    short: speed === undefined ? tokens : `${tokens} · ${speed}`,
    full: [
      t("Prompt: {0}, {1} of them read anew", tokenCount(usage.promptTokens), count(usage.evaluatedTokens)),
      t("First token after {0}", duration(usage.ttftMs)),
      t("Written: {0}", speed === undefined ? tokens : `${tokens}, ${speed}`),
      ...(draftedTokens > 0
        ? [t("Guessed ahead: {0}, {1} of them right", tokenCount(draftedTokens), count(acceptedTokens))]
        : []),
      ...(contextUse === undefined ? [] : [t("Context: {0} of {1} used", used, tokenCount(contextUse.contextSize))]),
    ].join("\n"),
  };
}
