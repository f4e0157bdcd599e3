import process from "node:process";
import { defineConfig } from "vitest/config";
import { TierReporter } from "./test/support/tierReporter.js";

/** Set by `npm test`. */
const resultFile = process.env.PONDER_TEST_RESULTS;

/** Real processes on a machine that may be busy: one more try, of which `npm test` tells at its end. */
const retry = 1;

/** How long `expect.poll` tries; vitest itself gives up after a second, in which a busy machine does little. */
const poll = { timeout: 60_000 };

/** Prompts are Markdown files; the bundles hold their text (see scripts/bundles.ts), and so do the tests. */
const markdownAsText = {
  name: "markdown-as-text",
  transform(code: string, id: string) {
    return id.endsWith(".md") ? { code: `export default ${JSON.stringify(code)};`, map: null } : undefined;
  },
};

export default defineConfig({
  test: {
    reporters: ["default", ...(resultFile ? [new TierReporter(resultFile)] : [])],
    projects: [
      {
        plugins: [markdownAsText],
        test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 60_000, expect: { poll } },
      },
      {
        plugins: [markdownAsText],
        // These start processes and load models: one at a time on a machine with two cores.
        test: {
          name: "server",
          include: ["test/server/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
          retry,
          expect: { poll },
        },
      },
      {
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.spec.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          retry,
          expect: { poll },
        },
      },
    ],
  },
});
