import type { DownloadState } from "../../../protocol/models.js";
import type { HttpTrouble } from "../hub/httpTrouble.js";
import type { DownloadLimits } from "./downloadLimits.js";
import type { Patience } from "./patience.js";
import { pause } from "./pause.js";

/** What is known when something went wrong. */
export interface Recovery {
  readonly limits: Pick<DownloadLimits, "retryMs" | "maxRetryMs">;
  readonly patience: Patience;
  /** How often it went wrong in a row before. */
  readonly failures: number;
  /** Hears why is waited, and for how long. */
  readonly onWait: (trouble: NonNullable<DownloadState["trouble"]>) => void;
}

/**
 * Waits before the next try: as long as the server asks for, else longer each time.
 *
 * @throws the trouble itself where no try helps, or patience would end before it; `signal.reason`.
 */
export async function recover(trouble: HttpTrouble, recovery: Recovery, signal: AbortSignal): Promise<void> {
  const { limits, patience, failures, onWait } = recovery;
  if (trouble.remedy === "none") throw trouble;
  const ms = trouble.retryAfterMs ?? Math.min(limits.maxRetryMs, limits.retryMs * 2 ** failures);
  if (ms > patience.left()) throw trouble;
  onWait({ message: trouble.failure.data.message, retryInSeconds: Math.ceil(ms / 1000) });
  await pause(ms, signal);
}
