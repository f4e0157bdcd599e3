import type { InitializeParams, ServerCapabilities } from "vscode-languageserver";

/** One thing the server can do. `server.ts` lists them all; a feature registers its own handlers. */
export interface Feature {
  /** Before the answer to `initialize`. @returns what to announce to the client. */
  initialize(params: InitializeParams): ServerCapabilities;
  /** The client is ready for requests. */
  initialized?(): void;
  /** The client shuts down: running work ends, processes are stopped. */
  shutdown?(): Promise<void>;
}
