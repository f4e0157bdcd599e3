import { MessageType, type Connection } from "vscode-languageserver";

/** Where log lines go: `window/logMessage`, or a list in a test. */
export type LogSink = (type: MessageType, message: string) => void;

/**
 * The one log of the server. Every line carries the name of the part that wrote it; the client's channel shows the
 * level and filters by it. No prompt, answer or file content is ever logged.
 */
export class Log {
  constructor(
    private readonly sink: LogSink,
    private readonly tag = "server",
  ) {}

  /** A log of the same sink with another name. */
  for(tag: string): Log {
    return new Log(this.sink, tag);
  }

  /** Something failed that the user will notice. */
  error(message: string, cause?: unknown): void {
    this.#write(MessageType.Error, cause === undefined ? message : `${message}: ${describe(cause)}`);
  }

  /** Something is not as it should be, and Ponder goes on without it. */
  warn(message: string): void {
    this.#write(MessageType.Warning, message);
  }

  /** What happened, a few lines per minute. */
  info(message: string): void {
    this.#write(MessageType.Info, message);
  }

  /** Every decision, for example why a completion was not shown. */
  debug(message: string): void {
    this.#write(MessageType.Debug, message);
  }

  #write(type: MessageType, message: string): void {
    this.sink(type, `[${this.tag}] ${message}`);
  }
}

/** A log that writes to the client. A client that is gone loses lines, and nothing else happens. */
export function connectionLog(connection: Connection): Log {
  return new Log((type, message) => {
    connection.sendNotification("window/logMessage", { type, message }).catch(() => undefined);
  });
}

/** An error with its stack and its causes, for the log only: users are told `PonderError.message`. */
function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const own = cause.stack ?? `${cause.name}: ${cause.message}`;
  return cause.cause === undefined ? own : `${own}\ncaused by ${describe(cause.cause)}`;
}
