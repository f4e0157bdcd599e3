import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Environment variable that all processes of one run inherit. */
export const runVariable = "PONDER_VERIFY_RUN";

/** Rounds of looking for processes that were started while the others were killed. */
const rounds = 5;

/**
 * Kills a command and everything it started: its process group, its descendants, and on Linux also those that left both
 * behind, which are known by a variable of their environment.
 *
 * @param leader process that was started with `detached`, so that it leads a group. @param run value of {@link runVariable}.
 */
export async function killTree(leader: number, run: string): Promise<void> {
  if (process.platform === "win32") {
    await promisify(execFile)("taskkill", ["/pid", String(leader), "/T", "/F"]).catch(() => undefined);
    return;
  }
  for (let round = 0; round < rounds; round++) {
    const found = await processesOf(leader, run);
    kill(-leader);
    for (const pid of found) kill(pid);
    if (found.length === 0) return;
  }
}

async function processesOf(leader: number, run: string): Promise<readonly number[]> {
  const all = process.platform === "linux" ? await readProc(run) : await readPs();
  const found = new Set<number>();
  for (let size = -1; size < found.size;) {
    size = found.size;
    for (const { pid, parent, isOfRun } of all) {
      if (isOfRun || parent === leader || found.has(parent)) found.add(pid);
    }
  }
  if (all.some(({ pid }) => pid === leader)) found.add(leader);
  found.delete(process.pid);
  return [...found];
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly isOfRun: boolean;
}

/** Dead ones that nobody has waited for yet are left out. */
async function readProc(run: string): Promise<readonly Running[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    names.map(async (name): Promise<readonly Running[]> => {
      try {
        const stat = await readFile(`/proc/${name}/stat`, "utf8");
        // The name in parentheses may hold anything.
        const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        if (state === "Z" || state === "X") return [];
        // That of other users cannot be read.
        const environment = await readFile(`/proc/${name}/environ`, "utf8").catch(() => "");
        const isOfRun = environment.split("\0").includes(`${runVariable}=${run}`);
        return [{ pid: Number(name), parent: Number(parent), isOfRun }];
      } catch {
        return [];
      }
    }),
  );
  return all.flat();
}

async function readPs(): Promise<readonly Running[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
  return stdout.split("\n").flatMap((line) => {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    return pid && parent !== undefined ? [{ pid, parent, isOfRun: false }] : [];
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone.
  }
}
