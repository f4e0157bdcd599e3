import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

/**
 * Runs a program of this folder, which measures in a process of its own and tells the result in one message.
 *
 * @param program its file.
 */
export async function askProgram<T>(program: string, args: readonly (string | number)[]): Promise<T> {
  const child = fork(
    path.join(import.meta.dirname, program),
    args.map(String),
    // It reads TypeScript and Markdown as this process does.
    { stdio: ["ignore", "ignore", "inherit", "ipc"] },
  );
  try {
    const ended = once(child, "exit").then(() => {
      throw new Error(`${program} ended without a result.`);
    });
    const [told] = (await Promise.race([once(child, "message"), ended])) as [T];
    ended.catch(() => undefined);
    return told;
  } finally {
    child.kill();
  }
}
