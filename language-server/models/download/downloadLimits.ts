import type { HttpLimits } from "../hub/dispatcher.js";
import type { LockLimits } from "./fileLock.js";
import type { PatienceLimits } from "./patience.js";

/** Sizes in bytes and times in milliseconds of a download. Tests hand in short ones. */
export interface DownloadLimits {
  /** Pieces that are fetched at a time. */
  readonly connections: number;
  readonly pieceBytes: number;
  /** What a kill may cost: after so many bytes it is written down what is there. */
  readonly journalBytes: number;
  /** The first wait before a try; it doubles with each further one. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
  readonly patience: PatienceLimits;
  /** How often is looked whether a full disk has room, and whether another program is done. */
  readonly lookMs: number;
  readonly lock: LockLimits;
  readonly http: HttpLimits;
}

export const downloadLimits: DownloadLimits = {
  connections: 4,
  pieceBytes: 8 << 20,
  journalBytes: 4 << 20,
  retryMs: 500,
  maxRetryMs: 10_000,
  // A line of 50 kbit/s brings that in ten seconds.
  patience: { giveUpMs: 60_000, leastBytes: 64 << 10 },
  lookMs: 1_000,
  lock: { beatMs: 2_000, staleMs: 10_000 },
  http: { connectMs: 10_000, silenceMs: 30_000 },
};
