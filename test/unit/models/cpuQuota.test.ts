import { describe, expect, it } from "vitest";
import { cpuQuota, ownCpuQuota } from "../../../language-server/models/cpuQuota.js";

const self = "/proc/self/cgroup";
const root = "/sys/fs/cgroup";

describe("cpuQuota", () => {
  it.each<[string, Readonly<Record<string, string>>, number | undefined]>([
    ["not on Linux", {}, undefined],
    ["a container, version 2", { [self]: "0::/\n", [`${root}/cpu.max`]: "200000 100000\n" }, 2],
    ["without a limit, version 2", { [self]: "0::/\n", [`${root}/cpu.max`]: "max 100000\n" }, undefined],
    [
      "a service of systemd",
      {
        [self]: "0::/user.slice/user-1000.slice/app.service\n",
        [`${root}/user.slice/user-1000.slice/app.service/cpu.max`]: "150000 100000\n",
        [`${root}/user.slice/cpu.max`]: "max 100000\n",
      },
      1.5,
    ],
    [
      "the tightest limit of all groups around it",
      {
        [self]: "0::/kubepods/pod1/box\n",
        [`${root}/kubepods/pod1/box/cpu.max`]: "max 100000\n",
        [`${root}/kubepods/pod1/cpu.max`]: "400000 100000\n",
        [`${root}/kubepods/cpu.max`]: "800000 100000\n",
      },
      4,
    ],
    [
      "a container, version 1",
      {
        [self]: "12:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/system.slice/containerd.service\n",
        [`${root}/cpu,cpuacct/cpu.cfs_quota_us`]: "50000\n",
        [`${root}/cpu,cpuacct/cpu.cfs_period_us`]: "100000\n",
      },
      0.5,
    ],
    [
      "version 1 under its short name, in a group",
      {
        [self]: "4:cpu,cpuacct:/build\n",
        [`${root}/cpu/build/cpu.cfs_quota_us`]: "300000\n",
        [`${root}/cpu/build/cpu.cfs_period_us`]: "100000\n",
      },
      3,
    ],
    [
      "without a limit, version 1",
      {
        [self]: "4:cpu:/\n",
        [`${root}/cpu/cpu.cfs_quota_us`]: "-1\n",
        [`${root}/cpu/cpu.cfs_period_us`]: "100000\n",
      },
      undefined,
    ],
    ["nonsense", { [self]: "nonsense\n0::/\n", [`${root}/cpu.max`]: "" }, undefined],
  ])("%s", (_, files, quota) => {
    expect(cpuQuota((file) => files[file])).toBe(quota);
  });

  it("can be read here, whatever it is", () => {
    const quota = ownCpuQuota();
    expect(quota === undefined || quota > 0).toBe(true);
  });
});
