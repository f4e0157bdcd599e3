import { kvFolder } from "./kvFolder.js";
import { isToEngine, type FromEngine } from "./messages.js";
import { GpuClaims } from "./process/gpuClaims.js";
import { stateFolder } from "./stateFolder.js";
import { EngineProgram } from "./process/engineProgram.js";

/*
 * The engine process: the only program that loads the native library. The language server forks it; `messages.ts` is
 * what they say to each other. It ends when the server tells it to, or when the server is gone.
 */

function send(message: FromEngine): void {
  // The callback keeps a channel that closes at this moment from throwing; `disconnect` below ends the process then.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

if (process.send === undefined) {
  process.stderr.write("This is a part of Ponder's language server and is started by it.\n");
  process.exit(1);
}

const folder = process.argv[2] ?? stateFolder();
const claims = new GpuClaims(folder);
const program = new EngineProgram(send, () => process.exit(0), claims, kvFolder(folder));
// A native crash comes past this, and that is what tells the next process of it.
process.on("exit", () => claims.end());
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => process.exit(1));

process.on("message", (message: unknown) => {
  if (isToEngine(message)) program.handle(message);
  // Not the message itself: it may hold a prompt, and prompts are never logged.
  else send({ type: "log", level: "error", message: "A message from the server was not understood." });
});
process.on("disconnect", () => process.exit(0));
process.on("unhandledRejection", (reason) => program.failAll(reason));
process.on("uncaughtException", (error) => {
  // Nobody knows what state this leaves; the server starts another process.
  send({ type: "log", level: "error", message: error.stack ?? error.message });
  setImmediate(() => process.exit(70));
});

send({ type: "ready" });
