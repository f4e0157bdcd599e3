/**
 * `npm run demo` and `npm test`: each makes sure of the setup first. Like setup, this file runs on a bare checkout.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runCommand } from "./setup/command.mjs";
import { SetupProblem } from "./setup/report.mjs";
import { setUp } from "./setup/setUp.mjs";
import { runTiers } from "./setup/tiers.mjs";
import { ensureSoftwareVulkan } from "./setup/vulkan.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const [what, ...args] = process.argv.slice(2);

try {
  if (what !== "demo" && what !== "test") throw new SetupProblem("run.mjs demo|test", "say which.");
  // Before the setup, which keeps the engine's Vulkan package only where there is a Vulkan.
  if (what === "test") await ensureSoftwareVulkan();
  await setUp();
  process.exitCode = what === "test" ? await runTiers(root) : await demo();
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

async function demo() {
  // Ctrl+C reaches the demo too, which closes what it opened; then this ends.
  process.on("SIGINT", () => undefined);
  const command = ["--import", "tsx", "scripts/demo.ts", ...args];
  return (await runCommand(process.execPath, command, { cwd: root, show: true })).code;
}
