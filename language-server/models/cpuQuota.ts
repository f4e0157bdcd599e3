import { readFileSync } from "node:fs";

/** Where control groups are mounted on every current Linux. */
const root = "/sys/fs/cgroup";

/** Reads a small file; undefined when there is none. */
export type ReadText = (file: string) => string | undefined;

/**
 * The share of the processors that a control group leaves to this process: `docker --cpus`, a limit of Kubernetes,
 * `CPUQuota=` of systemd. Neither Node.js nor the native library looks at it; more threads than this are stopped by the
 * kernel in the middle of their work, and all the others wait for them.
 *
 * @param read reads `/proc/self/cgroup` and files below `/sys/fs/cgroup` (kernel documentation: cgroup-v2, "cpu.max";
 *   cgroup-v1, "CFS Bandwidth Control").
 * @returns processors, also a fraction of one; undefined when nothing limits it.
 */
export function cpuQuota(read: ReadText): number | undefined {
  const groups = (read("/proc/self/cgroup") ?? "").split("\n").map((line) => line.split(":"));
  const quotas = groups.flatMap(([, controllers = "", ...path]) => {
    const folders = upwards(path.join(":"));
    if (controllers === "") return folders.map((folder) => unified(read(`${root}${folder}/cpu.max`)));
    if (!controllers.split(",").includes("cpu")) return [];
    return [controllers, "cpu"].flatMap((mount) =>
      folders.map((folder) => {
        const file = (name: string) => read(`${root}/${mount}${folder}/${name}`);
        return share(file("cpu.cfs_quota_us"), file("cpu.cfs_period_us"));
      }),
    );
  });
  const known = quotas.filter((quota) => quota !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The folder of a group and of all groups around it: each may have a limit. A container sees its own as the root. */
function upwards(path: string): string[] {
  const names = path.split("/").filter((name) => name !== "");
  return [...names.map((_, at) => `/${names.slice(0, names.length - at).join("/")}`), ""];
}

/** `cpu.max`: quota and period in microseconds; the quota may be the word `max`. */
function unified(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? "").trim().split(/\s+/);
  return share(quota, period);
}

/** -1 (version 1) and `max` (version 2) mean that there is no limit. */
function share(quota: string | undefined, period: string | undefined): number | undefined {
  const value = Number(quota) / Number(period);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** The quota of this process. */
export const ownCpuQuota = (): number | undefined =>
  cpuQuota((file) => {
    try {
      return readFileSync(file, "utf8");
    } catch {
      // Not on Linux, or another version of control groups.
      return undefined;
    }
  });
