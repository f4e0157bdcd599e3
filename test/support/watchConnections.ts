import { appendFileSync } from "node:fs";
import dgram from "node:dgram";
import dns from "node:dns";
import net from "node:net";

/*
 * Loaded into a process by NODE_OPTIONS=--require (see `buildWatch`): writes a line for everything that leaves the
 * process over a network.
 */

/** A line of the file. */
export interface SeenConnection {
  readonly pid: number;
  /** What was called. */
  readonly what: string;
  /** A host, with its port where there is one. */
  readonly where: string;
}

const file = process.env["PONDER_TEST_CONNECTIONS"] ?? "";
const tell = (what: string, where: string) => {
  const line: SeenConnection = { pid: process.pid, what, where };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
};

type Anything = (this: unknown, ...args: readonly unknown[]) => unknown;

/** Puts a function in front of another one. */
function before(owner: object, name: string, look: (args: readonly unknown[]) => void): void {
  const functions = owner as Record<string, Anything>;
  const original = functions[name];
  if (typeof original !== "function") return;
  functions[name] = function (...args) {
    look(args);
    return original.apply(this, [...args]);
  };
}

before(net.Socket.prototype, "connect", ([first, second]) => {
  // Normalised by the library itself to a list of options and callback. A path is no network.
  const options: unknown = Array.isArray(first) ? (first as readonly unknown[])[0] : first;
  if (typeof options !== "object" || options === null) {
    tell("connect", `${typeof second === "string" ? second : "localhost"}:${String(options)}`);
    return;
  }
  const { path, host = "localhost", port } = options as { path?: string; host?: string; port?: number };
  if (path === undefined) tell("connect", `${host}:${String(port)}`);
});
for (const owner of [dns, dns.promises])
  for (const name of Object.keys(owner).filter((one) => /^(?:lookup|resolve|reverse)/.test(one)))
    before(owner, name, ([host]) => tell(`dns.${name}`, String(host)));
before(dgram, "createSocket", () => tell("dgram", ""));
