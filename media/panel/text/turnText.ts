import type { Usage } from "../../../protocol/events.js";
import type { Turn } from "../../../protocol/panel/state.js";
import { t } from "../l10n.js";
import { duration, runningTime } from "./duration.js";

const count = (value: number): string => value.toLocaleString("en-US");
const tokenCount = (value: number): string => `${count(value)} ${value === 1 ? "token" : "tokens"}`;

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
  if (status === "thinking" && thought.closed) return "Starting the answer";
  if (status !== "waiting") return undefined;
  const percent = phase?.progress === undefined ? "" : ` ${Math.floor(phase.progress * 100)} %`;
  switch (phase?.name) {
    case "loading":
      return `Loading the model${percent}`;
    case "reading":
      return `Reading the prompt${percent}`;
    case "queued":
    case undefined:
      return "Waiting";
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
    return thinkingSince === undefined ? "Thinking" : `Thinking · ${runningTime(now - thinkingSince)}`;
  }
  if (thought.ms === undefined) return "Thought, not finished";
  const tokens = thought.tokens === undefined ? "" : ` · ${tokenCount(thought.tokens)}`;
  return `Thought for ${duration(thought.ms)}${tokens}`;
}

/** What of the conversation the model does not see any more, or `undefined` when it sees all of it. */
export function leftOutText({ contextUse }: Pick<Turn, "contextUse">): string | undefined {
  const turns = contextUse?.leftOutTurns ?? 0;
  if (turns === 0) return undefined;
  return turns === 1 ? "1 earlier turn is left out" : `${count(turns)} earlier turns are left out`;
}

/** What a finished turn cost, short and in full. */
export function usageText(
  usage: Usage,
  contextUse?: Turn["contextUse"],
): { readonly short: string; readonly full: string } {
  const speed = usage.tokensPerSecond > 0 ? `${usage.tokensPerSecond.toFixed(1)} tokens/s` : undefined;
  const tokens = tokenCount(usage.generatedTokens);
  const used = count(usage.promptTokens + usage.generatedTokens);
  return {
    short: speed === undefined ? tokens : `${tokens} · ${speed}`,
    full: [
      `Prompt: ${tokenCount(usage.promptTokens)}, ${count(usage.evaluatedTokens)} of them read anew`,
      `First token after ${duration(usage.ttftMs)}`,
      `Written: ${tokens}${speed === undefined ? "" : `, ${speed}`}`,
      ...(contextUse === undefined ? [] : [`Context: ${used} of ${tokenCount(contextUse.contextSize)} used`]),
    ].join("\n"),
  };
}
