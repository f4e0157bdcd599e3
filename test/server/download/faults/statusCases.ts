import type { ErrorCode } from "../../../../protocol/errors.js";
import { always, atStorage, fileBytes, hasByte, isContent, isHead, once, times, type FaultCase } from "./faultCase.js";

/** What comes of a status when the hub itself always answers with it. */
const atTheHub: readonly (readonly [status: number, expected: ErrorCode])[] = [
  [400, "downloadFailed"],
  [401, "accessDenied"],
  [403, "accessDenied"],
  [404, "notOnHub"],
  [408, "downloadFailed"],
  [410, "notOnHub"],
  [416, "downloadFailed"],
  [429, "downloadFailed"],
  [451, "downloadFailed"],
  [500, "downloadFailed"],
  [502, "downloadFailed"],
  [503, "downloadFailed"],
  [504, "downloadFailed"],
];

const passing = [408, 429, 500, 502, 503, 504] as const;
/** Of the storage: an address that is over is asked for again. */
const passingAtStorage = [...passing, 401, 403, 404, 410, 416] as const;

const retryAfter = (seconds: string) => ({ status: 429, headers: { "retry-after": seconds } });

/** D2: statuses, in each phase of a download. */
export const statusCases: readonly FaultCase[] = [
  ...atTheHub.map(([status, expected]) => ({
    name: `the hub always answers ${String(status)}`,
    faults: always(isHead, { status }),
    expected,
  })),
  ...passing.map((status) => ({
    name: `the hub answers ${String(status)} twice`,
    faults: times(2, isHead, { status }),
    expected: "ok" as const,
  })),
  ...passingAtStorage.map((status) => ({
    name: `the first piece gets ${String(status)} once`,
    faults: once(atStorage(hasByte(0)), { status }),
    expected: "ok" as const,
  })),
  ...passingAtStorage.map((status) => ({
    name: `a later piece gets ${String(status)} three times`,
    faults: times(3, atStorage(hasByte(fileBytes / 2)), { status }),
    expected: "ok" as const,
  })),
  ...[400, 401, 403, 404, 410, 416, 429, 500, 503].map((status) => ({
    name: `the storage always answers ${String(status)}`,
    faults: always(atStorage(isContent), { status }),
    expected: "downloadFailed" as const,
  })),
  ...(
    [
      [401, "accessDenied"],
      [403, "accessDenied"],
      [404, "notOnHub"],
      [503, "downloadFailed"],
    ] as const
  ).map(([status, expected]) => ({
    name: `storage and hub answer each piece with ${String(status)}`,
    faults: always(isContent, { status }),
    expected,
  })),
  ...[403, 500].map((status) => ({
    name: `the last piece always gets ${String(status)} from the storage`,
    faults: always(atStorage(hasByte(fileBytes - 1)), { status }),
    expected: "downloadFailed" as const,
  })),
  {
    name: "the hub asks to wait a second, then answers",
    faults: once(isHead, retryAfter("1")),
    expected: "ok",
  },
  { name: "the hub asks to wait an hour", faults: always(isHead, retryAfter("3600")), expected: "downloadFailed" },
  {
    name: "the storage asks to wait a second, then answers",
    faults: once(hasByte(fileBytes / 2), retryAfter("1")),
    expected: "ok",
  },
  {
    name: "the storage asks to wait an hour",
    faults: always(isContent, retryAfter("3600")),
    expected: "downloadFailed",
  },
  {
    name: "the hub asks to wait until a date of the past",
    faults: once(isHead, retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")),
    expected: "ok",
  },
  { name: "the hub asks to wait for nonsense", faults: once(isHead, retryAfter("soon")), expected: "ok" },
  {
    name: "the hub asks to wait a negative time",
    faults: once(isHead, retryAfter("-5")),
    expected: "ok",
  },
];
