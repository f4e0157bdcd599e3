import { expect, it } from "vitest";
import { engineEnvironment } from "../../../language-server/engine/llama/engineEnvironment.js";

it("asks for huge pages on Linux", () => {
  expect(engineEnvironment("linux", { HOME: "/h" })).toEqual({
    HOME: "/h",
    GLIBC_TUNABLES: "glibc.malloc.hugetlb=1",
  });
  expect(engineEnvironment("darwin", { HOME: "/h" })).toEqual({ HOME: "/h" });
});

it("keeps what the user said", () => {
  const tunables = (own: string) => engineEnvironment("linux", { GLIBC_TUNABLES: own })["GLIBC_TUNABLES"];
  expect(tunables("glibc.malloc.arena_max=2")).toBe("glibc.malloc.arena_max=2:glibc.malloc.hugetlb=1");
  expect(tunables("glibc.malloc.hugetlb=0")).toBe("glibc.malloc.hugetlb=0");
});
