import type { ErrorCode } from "../protocol/errors.js";

/** What the shell is told (docs/cli.md). The numbers from 64 on follow BSD's sysexits.h. */
export const exitCodes = {
  ok: 0,
  /** The engine, the model or Ponder itself failed. */
  failed: 1,
  /** There is no edit to make, or it does not fit to the file. */
  noEdit: 2,
  /** The best candidate of a verified fix does not pass the checks. */
  notVerified: 3,
  /** The command line cannot be understood. */
  usage: 64,
  /** A file is missing, too large, or no text. */
  noInput: 66,
  /** Ctrl+C. */
  interrupted: 130,
  /** SIGTERM. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code of a failed command. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return codes[code];
}

const codes: Record<ErrorCode, ExitCode> = {
  modelNotFound: exitCodes.failed,
  modelDamaged: exitCodes.failed,
  modelLoadFailed: exitCodes.failed,
  modelChanged: exitCodes.failed,
  modelUnsupported: exitCodes.failed,
  engineStopped: exitCodes.failed,
  engineUnavailable: exitCodes.failed,
  promptTooLong: exitCodes.failed,
  thoughtOnly: exitCodes.noEdit,
  noProposal: exitCodes.noEdit,
  noChange: exitCodes.noEdit,
  noMatch: exitCodes.noEdit,
  ambiguous: exitCodes.noEdit,
  notWanted: exitCodes.noEdit,
  pathRefused: exitCodes.noEdit,
  documentChanged: exitCodes.noEdit,
  documentNotOpen: exitCodes.failed,
  accessDenied: exitCodes.failed,
  notOnHub: exitCodes.failed,
  downloadFailed: exitCodes.failed,
  downloadDamaged: exitCodes.failed,
  diskFull: exitCodes.failed,
  folderNotUsable: exitCodes.failed,
  fileNotUsable: exitCodes.noInput,
  badRequest: exitCodes.usage,
  internal: exitCodes.failed,
};
