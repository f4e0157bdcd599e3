import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter, TestModule } from "vitest/node";
import type { TierResult } from "../../scripts/setup/tiers.mjs";

/** Leaves a {@link TierResult} of vitest's run in a file, for the end of `npm test`. */
export class TierReporter implements Reporter {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failures = modules.flatMap(outsideOfTests);
    for (const test of tests) {
      const { state, errors } = test.result();
      if (state === "failed") failures.push(`${test.module.relativeModuleId} > ${test.fullName}: ${firstLine(errors)}`);
    }
    const result: TierResult = {
      passed: tests.filter((test) => test.result().state === "passed").length,
      failed: failures.length,
      skipped: tests.filter((test) => test.result().state === "skipped").length,
      failures,
      secondTries: tests
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `${test.module.relativeModuleId} > ${test.fullName}`),
    };
    mkdirSync(path.dirname(this.#file), { recursive: true });
    writeFileSync(this.#file, JSON.stringify(result));
  }
}

/** Errors of the file itself and of its hooks: they belong to no test. */
function outsideOfTests(module: TestModule): string[] {
  const parts = [module, ...module.children.allSuites()];
  return parts.flatMap((part) => part.errors()).map((error) => `${module.relativeModuleId}: ${firstLine([error])}`);
}

function firstLine(errors: readonly { readonly message: string }[]): string {
  return errors[0]?.message.split("\n", 1)[0] ?? "";
}
