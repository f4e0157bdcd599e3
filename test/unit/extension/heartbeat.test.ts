import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startHeartbeat } from "../../../extension/server/heartbeat.js";
import { missedPings, pingIntervalMs } from "../../../protocol/health.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const silence = () => new Promise<never>(() => undefined);

it("says once that a silent server is deaf", async () => {
  const onDeaf = vi.fn();
  const ping = vi.fn(silence);
  startHeartbeat(ping, onDeaf);
  await vi.advanceTimersByTimeAsync(pingIntervalMs * missedPings);
  expect(onDeaf).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(pingIntervalMs * 10);
  expect(onDeaf).toHaveBeenCalledOnce();
  expect(ping).toHaveBeenCalledOnce();
});

it("takes any answer for a sign of life, an error too", async () => {
  const onDeaf = vi.fn();
  let i = 0;
  startHeartbeat(() => (i++ % 2 ? Promise.resolve(null) : Promise.reject(new Error("no such method"))), onDeaf);
  await vi.advanceTimersByTimeAsync(pingIntervalMs * 50);
  expect(onDeaf).not.toHaveBeenCalled();
  expect(i).toBe(50);
});

it("forgives a server that is late, again and again", async () => {
  const onDeaf = vi.fn();
  const late = pingIntervalMs * (missedPings - 1) + 1;
  startHeartbeat(() => new Promise((resolve) => setTimeout(resolve, late)), onDeaf);
  await vi.advanceTimersByTimeAsync(pingIntervalMs * 50);
  expect(onDeaf).not.toHaveBeenCalled();
});

it("is silent once disposed", async () => {
  const onDeaf = vi.fn();
  startHeartbeat(silence, onDeaf).dispose();
  await vi.advanceTimersByTimeAsync(pingIntervalMs * 50);
  expect(onDeaf).not.toHaveBeenCalled();
});
