import os from "node:os";
import { PonderFailure, type ErrorCode } from "../../../protocol/errors.js";
import type { Hang } from "./heartbeat.js";

/** How an engine process ended without being told to. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** We ended it because it hung. */
  readonly hang?: Hang;
  /** There was little free memory when it was last looked at. */
  readonly memoryWasShort: boolean;
}

/** Below this share of the whole memory, what is free counts as little. */
const shortShare = 0.1;

/** Whether the machine is short of memory at this moment. */
export const isMemoryShort = (): boolean => os.freemem() < os.totalmem() * shortShare;

/**
 * Tells the user what happened.
 *
 * @param doing what the process was doing, such as `while it loaded model.gguf`; empty for the middle of an answer.
 */
export function describeEnd(end: ProcessEnd, code: ErrorCode, doing: string): PonderFailure {
  const during = doing === "" ? "" : ` ${doing}`;
  if (end.hang !== undefined) {
    const how = end.hang === "silent" ? "stopped responding" : "made no progress for minutes";
    return new PonderFailure(
      code,
      `The engine process ${how}${during} and was ended.`,
      "It starts again by itself: ask again. A smaller model or fewer threads (ponder.engine.threads) may help.",
    );
  }
  if (end.signal === "SIGKILL" && end.memoryWasShort) {
    return new PonderFailure(
      code,
      `The engine process was killed by the system${during}; it may have run out of memory.`,
      "Close other programs, lower ponder.model.contextSize or choose a smaller model, then ask again.",
    );
  }
  return new PonderFailure(
    code,
    `The engine process ended unexpectedly${during} (${cause(end)}).`,
    "It starts again by itself: ask again. “Ponder: Show Log” has the details.",
  );
}

/** Windows puts its exception codes into the exit code, where only the hexadecimal form can be looked up. */
function cause({ code, signal }: ProcessEnd): string {
  if (signal !== null) return signal;
  if (code === null) return "it could not be started";
  return `exit code ${code > 255 ? `0x${code.toString(16).toUpperCase()}` : code}`;
}
