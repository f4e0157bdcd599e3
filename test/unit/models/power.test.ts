import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isOnBattery, onBattery, type PowerSupply } from "../../../language-server/models/power.js";

describe("isOnBattery", () => {
  it.each<[string, readonly PowerSupply[], boolean]>([
    ["no supply is known", [], false],
    ["a desktop", [{ type: "Mains", online: "1" }], false],
    ["a laptop on its battery", [{ type: "Mains", online: "0" }, { type: "Battery", status: "Discharging" }], true],
    ["a laptop that is plugged in", [{ type: "Mains", online: "1" }, { type: "Battery", status: "Charging" }], false],
    ["a laptop that draws more than its USB charger gives", [{ type: "USB", online: "1" }, { type: "Battery", status: "Discharging" }], false],
    ["a full battery without another supply", [{ type: "Battery", status: "Full" }], false],
    ["a wireless mouse", [{ type: "Device", status: "Discharging" }], false],
  ])("%s", (_, supplies, expected) => {
    expect(isOnBattery(supplies)).toBe(expected);
  });
});

describe.runIf(process.platform === "linux")("onBattery", () => {
  it("reads what the kernel says, and nothing is no battery", async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), "ponder-power-"));
    try {
      expect(onBattery(path.join(folder, "missing"))).toBe(false);
      const supply = async (name: string, files: Readonly<Record<string, string>>) => {
        await mkdir(path.join(folder, name));
        for (const [file, text] of Object.entries(files)) await writeFile(path.join(folder, name, file), `${text}\n`);
      };
      await supply("hidpp_battery_0", { type: "Battery", scope: "Device", status: "Discharging" });
      expect(onBattery(folder)).toBe(false);
      await supply("AC", { type: "Mains", online: "0" });
      await supply("BAT0", { type: "Battery", status: "Discharging" });
      expect(onBattery(folder)).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
