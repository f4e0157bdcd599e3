import { realpathSync } from "node:fs";
import path from "node:path";
import { createConnection, IPCMessageReader, IPCMessageWriter, type Connection } from "vscode-languageserver/node";
import { LlamaEngine } from "./engine/llama/llamaEngine.js";
import { FramingGuard } from "./framingGuard.js";
import { connectionLog, type Log } from "./log.js";
import { onBattery } from "./models/power.js";
import { startServer } from "./server.js";

/** The program of the language server: forked by the client (`--node-ipc`), or on standard input (`--stdio`). */
function main(): void {
  const connection = openConnection();
  if (connection === undefined) {
    console.error("usage: server.cjs --stdio | --node-ipc");
    process.exit(64);
  }
  const log = connectionLog(connection);
  surviveFaults(log);
  const engineLog = log.for("engine");
  const engine = new LlamaEngine({ log: (level, message) => engineLog[level](message) });
  startServer({ connection, engine, log, home: path.dirname(realpathSync(process.argv[1] ?? "")), onBattery });
}

function openConnection(): Connection | undefined {
  if (process.argv.includes("--stdio")) {
    // Nothing but the protocol may reach standard output: the library sends what is printed to the log instead.
    const connection = createConnection();
    const guard = new FramingGuard();
    process.stdin.on("data", (chunk: Buffer) => {
      const fault = guard.push(chunk);
      if (fault !== undefined) fail(`The client broke the protocol: ${fault}.`);
    });
    process.stdout.on("error", () => fail("The client does not read any more."));
    return connection;
  }
  if (process.send === undefined) return undefined;
  process.on("disconnect", () => process.exit(1));
  return createConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
}

/** A fault in one request must not end the others: it is logged, and the server goes on. */
function surviveFaults(log: Log): void {
  process.on("uncaughtException", (error) => log.error("Uncaught exception", error));
  process.on("unhandledRejection", (reason) => log.error("Unhandled rejection", reason));
}

/** Ends a server that cannot go on; the client starts another one. */
function fail(message: string): never {
  process.stderr.write(`ponder: ${message}\n`);
  process.exit(1);
}

main();
