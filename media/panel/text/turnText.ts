import type { Usage } from "../../../protocol/events.js";
import type { Turn } from "../../../protocol/panel/state.js";
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
    case "reading":
      return t("Reading the prompt{0}", percent);
    case "queued":
    case undefined:
      return t("Waiting");
  }
}

/**
 * The line above a thought. Only measured values: the running clock while it thinks, the engine's figures afterwards.
 *
 * @param now the host's time, in milliseconds since the epoch.
 */
export function thoughtTitle(turn: Turn, now: number): string {
  const { thought, thinkingSince } = turn;
  if (isThinking(turn)) {
    return thinkingSince === undefined ? t("Thinking") : t("Thinking · {0}", runningTime(now - thinkingSince));
  }
  if (thought.ms === undefined) return t("Thought, not finished");
  const tokens = thought.tokens === undefined ? "" : ` · ${tokenCount(thought.tokens)}`;
  return `${t("Thought for {0}", duration(thought.ms))}${tokens}`;
}

/** What of the conversation the model does not see any more, or `undefined` when it sees all of it. */
export function leftOutText({ contextUse }: Pick<Turn, "contextUse">): string | undefined {
  const turns = contextUse?.leftOutTurns ?? 0;
  if (turns === 0) return undefined;
  return turns === 1 ? t("1 earlier turn is left out") : t("{0} earlier turns are left out", count(turns));
}

/** What a finished turn cost, short and in full. */
export function usageText(
  usage: Usage,
  contextUse?: Turn["contextUse"],
): { readonly short: string; readonly full: string } {
  const speed = usage.tokensPerSecond > 0 ? t("{0} tokens/s", usage.tokensPerSecond.toFixed(1)) : undefined;
  const tokens = tokenCount(usage.generatedTokens);
  const used = count(usage.promptTokens + usage.generatedTokens);
  return {
    short: speed === undefined ? tokens : `${tokens} · ${speed}`,
    full: [
      t("Prompt: {0}, {1} of them read anew", tokenCount(usage.promptTokens), count(usage.evaluatedTokens)),
      t("First token after {0}", duration(usage.ttftMs)),
      t("Written: {0}", speed === undefined ? tokens : `${tokens}, ${speed}`),
      ...(contextUse === undefined ? [] : [t("Context: {0} of {1} used", used, tokenCount(contextUse.contextSize))]),
    ].join("\n"),
  };
}
