import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/** Where Linux' Vulkan loader looks for drivers (LoaderDriverInterface.md, "Driver Discovery on Linux"). */
const vulkanFolders = ["/etc/vulkan/icd.d", "/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];

/** Graphics drivers as files of the system tell about them; runs nothing. Empty where the system has no such files. */
export async function readDrivers(): Promise<readonly string[]> {
  if (process.platform !== "linux") return [];
  const nvidia = await readFile("/proc/driver/nvidia/version", "utf8").then(nvidiaVersion, () => undefined);
  const lists = await Promise.all(vulkanFolders.map((folder) => readdir(folder).catch(() => [])));
  const vulkan = [...new Set(lists.flat().filter((name) => name.endsWith(".json")))].map(
    (name) => `Vulkan ${path.basename(name, ".json")}`,
  );
  return [...(nvidia === undefined ? [] : [`NVIDIA ${nvidia}`]), ...vulkan.sort()];
}

/** Reads the version out of `/proc/driver/nvidia/version`: `NVRM version: NVIDIA UNIX … Kernel Module  550.54.14  …`. Pure. */
export function nvidiaVersion(text: string): string | undefined {
  return /Module[\w\s]*?\s(\d+(?:\.\d+)+)\s/.exec(text)?.[1];
}
