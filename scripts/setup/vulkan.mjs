import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import process from "node:process";
import { installPackages } from "../editor/chromium.mjs";
import { say, step } from "./report.mjs";

const drivers = "/usr/share/vulkan/icd.d";

/**
 * The description of Mesa's software driver, on which the Vulkan path is tested without a GPU.
 *
 * @param {string} [folder] where Vulkan drivers are described
 * @returns {Promise<string | undefined>}
 */
export async function softwareVulkan(folder = drivers) {
  if (!existsSync(folder)) return undefined;
  const name = (await readdir(folder)).find((file) => /^lvp_icd.*\.json$/.test(file));
  return name && `${folder}/${name}`;
}

/**
 * Installs the driver where that is possible. Without it the Vulkan tests are skipped, and they say so; so this never
 * fails.
 */
export async function ensureSoftwareVulkan() {
  // The engine's Vulkan package for tests is the one for Linux on x64.
  if (process.platform !== "linux" || process.arch !== "x64" || (await softwareVulkan())) return;
  await step(
    "Installing Mesa's software Vulkan driver with apt-get, for the tests of the GPU path",
    () => installPackages(["mesa-vulkan-drivers", "libvulkan1"]),
    (done) => (done ? "installed" : "not possible here: those tests will be skipped"),
  ).catch((/** @type {unknown} */ error) =>
    say(`  it failed: ${error instanceof Error ? error.message : String(error)}`),
  );
}
