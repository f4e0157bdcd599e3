import { PonderFailure } from "../../../protocol/errors.js";
import { download, type DownloadOptions } from "./downloadBench.js";

/** What the program of a download prints, a line each. */
export type DownloadLine =
  | { readonly type: "progress"; readonly phase: string; readonly receivedBytes: number }
  | { readonly type: "end"; readonly outcome: string; readonly sha256?: string };

/** A download as a program of its own, which can be killed: `node downloadProgram.cjs OPTIONS`. */
async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? "{}") as DownloadOptions;
  const print = (line: DownloadLine) => process.stdout.write(`${JSON.stringify(line)}\n`);
  try {
    const { sha256 } = await download({
      ...options,
      onProgress: ({ phase, receivedBytes }) => print({ type: "progress", phase, receivedBytes }),
    });
    print({ type: "end", outcome: "ok", sha256 });
  } catch (error) {
    print({ type: "end", outcome: PonderFailure.is(error) ? error.data.code : String(error) });
  }
}

void main();
