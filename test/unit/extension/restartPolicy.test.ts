import { expect, it } from "vitest";
import { maxRestarts, RestartPolicy, windowMs } from "../../../extension/server/restartPolicy.js";

it("restarts at once, then slower, then not at all", () => {
  const policy = new RestartPolicy();
  const waits = Array.from({ length: maxRestarts + 1 }, (_, i) => policy.crashed(i));
  expect(waits).toEqual([0, 250, 1_000, 2_000, undefined]);
});

it("forgets crashes that are long ago", () => {
  const policy = new RestartPolicy();
  for (let i = 0; i < 20; i++) expect(policy.crashed((i * windowMs) / (maxRestarts - 1))).toBeDefined();
});

it("begins anew after a reset", () => {
  const policy = new RestartPolicy();
  for (let i = 0; i <= maxRestarts; i++) policy.crashed(i);
  policy.reset();
  expect(policy.crashed(10)).toBe(0);
});
