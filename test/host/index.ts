import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { TierResult } from "../../scripts/setup/tiers.mjs";

/** What a run leaves behind in the file `PONDER_HOST_RESULT`. */
export type HostResult = TierResult;

/** Called by VS Code in the extension host. Rejects when a test fails or none ran. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  const mocha = new Mocha({ ui: "bdd", timeout: 180_000, color: true, retries: 1 });
  const { PONDER_HOST_RESULT: resultFile, PONDER_HOST_GREP: grep } = process.env;
  if (grep) mocha.grep(grep);
  for (const file of readdirSync(__dirname, { recursive: true, encoding: "utf8" }).sort()) {
    if (file.endsWith(".test.cjs")) mocha.addFile(path.join(__dirname, file));
  }
  const result = await new Promise<HostResult>((resolve) => {
    const failures: string[] = [];
    const secondTries: string[] = [];
    const runner = mocha
      .run((failed) => resolve({ passed: runner.stats?.passes ?? 0, failed, failures, secondTries }))
      .on("fail", (test, error: Error) =>
        failures.push(`${test.fullTitle()}: ${error.message.split("\n", 1)[0] ?? ""}`),
      )
      .on("retry", (test: Mocha.Test) => secondTries.push(test.fullTitle()));
  });
  if (resultFile) writeFileSync(resultFile, JSON.stringify(result));
  if (result.failed > 0 || result.passed === 0) throw new Error(`${result.failed} failed, ${result.passed} passed`);
}
