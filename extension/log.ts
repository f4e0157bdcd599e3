/** The part of `vscode.LogOutputChannel` that is needed to write. */
export interface LogSink {
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  trace(message: string): void;
}

/** The log, with the part of Ponder that writes in front of each line. Everything lands in one output channel. */
export function taggedLog(sink: LogSink, tag: string): LogSink {
  const tagged = (message: string) => `[${tag}] ${message}`;
  return {
    error: (message) => sink.error(tagged(message)),
    warn: (message) => sink.warn(tagged(message)),
    info: (message) => sink.info(tagged(message)),
    debug: (message) => sink.debug(tagged(message)),
    trace: (message) => sink.trace(tagged(message)),
  };
}

/** One line for the log, with the stack when there is one. For the user there is `PonderError`. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
