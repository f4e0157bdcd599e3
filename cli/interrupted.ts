import { exitCodes, type ExitCode } from "./exitCodes.js";

/** The user or the system ended the command. Not a failure: there is nothing to tell. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: ExitCode;

  constructor(signal: "SIGINT" | "SIGTERM") {
    super(signal);
    this.exitCode = signal === "SIGINT" ? exitCodes.interrupted : exitCodes.terminated;
  }
}
