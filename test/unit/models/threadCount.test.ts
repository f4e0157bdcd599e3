import os from "node:os";
import { describe, expect, it } from "vitest";
import {
  parsePhysicalCores,
  physicalCores,
  readCpu,
  threadCount,
  type CpuReadings,
} from "../../../language-server/models/threadCount.js";

const cpu = (physicalCores: number, available: number, more: Partial<CpuReadings> = {}): CpuReadings => ({
  physicalCores,
  available,
  quota: undefined,
  onBattery: false,
  ...more,
});

describe("threadCount", () => {
  it.each<[string, number, CpuReadings, number]>([
    ["one core", 0, cpu(1, 1), 1],
    ["two cores with two threads each", 0, cpu(2, 4), 1],
    ["eight cores", 0, cpu(8, 16), 7],
    ["eight cores, two of them allowed", 0, cpu(8, 2), 1],
    ["four of sixteen processors allowed", 0, cpu(8, 4), 3],
    ["a container with four processors", 0, cpu(16, 32, { quota: 4 }), 3],
    ["a container with two and a half", 0, cpu(16, 32, { quota: 2.5 }), 1],
    ["a container with half a processor", 0, cpu(16, 32, { quota: 0.5 }), 1],
    ["a quota above the machine", 0, cpu(4, 8, { quota: 64 }), 3],
    ["on a battery", 0, cpu(8, 16, { onBattery: true }), 4],
    ["two cores on a battery", 0, cpu(2, 4, { onBattery: true }), 1],
    ["the user wants one", 1, cpu(8, 16), 1],
    ["the user wants more than the physical cores", 12, cpu(8, 16), 12],
    ["the user wants more than there are", 64, cpu(8, 16), 16],
    ["the user wants more than a container may use", 16, cpu(16, 32, { quota: 2.5 }), 3],
    ["the user decides on a battery too", 8, cpu(8, 16, { onBattery: true }), 8],
  ])("%s: wanted %i", (_, wanted, readings, threads) => {
    expect(threadCount(wanted, readings)).toBe(threads);
  });

  it("is a number that works on this machine", () => {
    const threads = threadCount(0, readCpu(false));
    expect(Number.isInteger(threads)).toBe(true);
    expect(threads).toBeGreaterThanOrEqual(1);
    expect(threads).toBeLessThanOrEqual(os.availableParallelism());
  });
});

describe("parsePhysicalCores", () => {
  const processor = (index: number, socket: number, core: number) =>
    `processor\t: ${String(index)}\nmodel name\t: x\nphysical id\t: ${String(socket)}\ncore id\t\t: ${String(core)}\nflags\t\t: a b\n`;

  it("counts cores, not threads", () => {
    expect(parsePhysicalCores([processor(0, 0, 0), processor(1, 0, 1), processor(2, 0, 0), processor(3, 0, 1)].join("\n"))).toBe(2);
  });

  it("counts the cores of every socket", () => {
    expect(parsePhysicalCores([processor(0, 0, 0), processor(1, 1, 0)].join("\n"))).toBe(2);
  });

  it("does not guess where the text does not say it", () => {
    expect(parsePhysicalCores("processor\t: 0\nBogoMIPS\t: 50.00\n\nprocessor\t: 1\n")).toBeUndefined();
    expect(parsePhysicalCores("")).toBeUndefined();
  });
});

describe("physicalCores", () => {
  it("finds at least one", () => {
    expect(physicalCores()).toBeGreaterThanOrEqual(1);
  });
});
