import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Process ids of the running processes whose command line contains all of these texts. Not for Windows. */
export function processesWith(...texts: readonly string[]): readonly number[] {
  return commandLines().flatMap(({ pid, command }) => (texts.every((text) => command.includes(text)) ? [pid] : []));
}

function commandLines(): readonly { readonly pid: number; readonly command: string }[] {
  // A small Debian has no `ps`.
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ") }];
        } catch {
          return []; // It ended while we looked.
        }
      });
  }
  return execFileSync("ps", ["-A", "-o", "pid=,command="], { encoding: "utf8" })
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match ? [{ pid: Number(match[1]), command: match[2] ?? "" }] : []));
}
