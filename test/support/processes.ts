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

/** Process ids of a process's children. Not for Windows. */
export function childrenOf(parent: number): readonly number[] {
  if (process.platform === "linux") return childrenFromProc(parent);
  return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid = 0, of]) => (of === parent ? [pid] : []));
}

function childrenFromProc(parent: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1] === String(parent);
      } catch {
        return false; // It ended while we looked.
      }
    })
    .map(Number);
}
