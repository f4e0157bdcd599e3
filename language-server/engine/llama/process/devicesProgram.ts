import type { GpuChoice } from "../../../../protocol/settings.js";
import type { DevicesAnswer } from "../devices.js";

/*
 * A program of its own, which loads the native library, says which devices it finds, and ends: a driver that crashes
 * takes nothing along, and no device is held afterwards.
 */

async function findDevices(gpu: GpuChoice): Promise<DevicesAnswer> {
  if (gpu === "cpu") return { reason: "the processor is chosen" };
  const { getLlama } = await import("node-llama-cpp");
  const llama = await getLlama({
    gpu,
    build: "never",
    skipDownload: true,
    progressLogs: false,
    logger: () => undefined,
  });
  // Without a device even "vulkan" computes on the CPU.
  if (llama.gpu === false || !llama.supportsGpuOffloading) return { reason: "it finds no device" };
  const { total, free } = await llama.getVramState();
  return { backend: llama.gpu, devices: await llama.getGpuDeviceNames(), totalBytes: total, freeBytes: free };
}

findDevices((process.argv[2] ?? "auto") as GpuChoice)
  .catch((error: unknown): DevicesAnswer => ({ reason: error instanceof Error ? error.message : String(error) }))
  .then((answer) => process.send?.(answer, () => process.exit(0)))
  .catch(() => process.exit(1));
