import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GpuClaims } from "../../language-server/engine/llama/process/gpuClaims.js";

/*
 * A program that only claims the GPU: what an engine process does around its loads. Told by its parent through the IPC
 * channel, it claims once and says what became of it. `holder` is a file that only one can make at a time.
 */

/** What it is to do: at `at` (milliseconds since the epoch) claim, give up `patienceMs` later, hold for `holdMs`. */
export interface ClaimOrder {
  readonly at: number;
  readonly patienceMs: number;
  readonly holdMs: number;
}

/** `alone` and `beside` have the turn; `beside` should never be. */
export type ClaimReport = "alone" | "beside" | "waits" | "gaveUp" | "ended";

const folder = process.argv[2] ?? "";
const holder = path.join(folder, "holder");
const report = (what: ClaimReport) => process.send?.(what);

async function claim({ at, patienceMs, holdMs }: ClaimOrder): Promise<void> {
  const claims = new GpuClaims(folder);
  await sleep(at - Date.now() - 5);
  // The last milliseconds awake, so that all begin at the same instant.
  while (Date.now() < at);
  try {
    await claims.begin("vulkan /m.gguf", AbortSignal.timeout(patienceMs), () => report("waits"));
  } catch {
    report("gaveUp");
    return;
  }
  report(hold() ? "alone" : "beside");
  await sleep(holdMs);
  rmSync(holder, { force: true });
  claims.end();
  report("ended");
}

function hold(): boolean {
  try {
    writeFileSync(holder, "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

process.on("message", (order: ClaimOrder) => void claim(order));
process.on("disconnect", () => process.exit(0));
