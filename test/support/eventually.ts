import { vi } from "vitest";

/** Tries until nothing is thrown. Patient, as the machine may be busy: vitest itself gives up after a second. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 30_000 });
