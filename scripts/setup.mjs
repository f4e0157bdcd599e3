/**
 * `npm run setup`: installs and builds everything that `npm run demo` and `npm test` need. It runs on a bare checkout,
 * so neither this file nor what it imports may import a package.
 */
import process from "node:process";
import { say, SetupProblem } from "./setup/report.mjs";
import { setUp } from "./setup/setUp.mjs";

const start = Date.now();
try {
  await setUp();
  say(`Ready after ${((Date.now() - start) / 1000).toFixed(0)} s. Next: npm run demo, or npm test.`);
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
