import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** Where Linux tells about power supplies (kernel documentation, ABI/testing/sysfs-class-power). */
const supplies = "/sys/class/power_supply";

/** One power supply, as its files `type`, `online` and `status` say it. */
export interface PowerSupply {
  readonly type: string;
  readonly online?: string;
  readonly status?: string;
}

/**
 * Whether a machine runs on its battery: one is discharging, and nothing else gives power. Pure.
 */
export function isOnBattery(all: readonly PowerSupply[]): boolean {
  const plugged = all.some(({ type, online }) => type !== "Battery" && online === "1");
  return !plugged && all.some(({ type, status }) => type === "Battery" && status === "Discharging");
}

/** Whether this machine runs on its battery; false where it cannot be told cheaply (other systems than Linux). */
export function onBattery(folder = supplies): boolean {
  if (process.platform !== "linux") return false;
  try {
    return isOnBattery(readdirSync(folder).map((name) => readSupply(path.join(folder, name))));
  } catch {
    // Containers and virtual machines have no such folder.
    return false;
  }
}

function readSupply(folder: string): PowerSupply {
  const read = (name: string): string | undefined => {
    try {
      return readFileSync(path.join(folder, name), "utf8").trim();
    } catch {
      // Each kind of supply has some of the files.
      return undefined;
    }
  };
  // `scope` is `Device` for the battery of a mouse or a headset.
  const type = read("scope") === "Device" ? "Device" : (read("type") ?? "");
  const [online, status] = [read("online"), read("status")];
  return { type, ...(online !== undefined && { online }), ...(status !== undefined && { status }) };
}
