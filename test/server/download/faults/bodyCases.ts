import { always, fileBytes, hasByte, isContent, isHead, once, times, type FaultCase } from "./faultCase.js";

const middle = hasByte(fileBytes / 2);
const places = [
  ["the first piece", hasByte(0)],
  ["a piece in the middle", middle],
  ["the last piece", hasByte(fileBytes - 1)],
] as const;

const lengths = [
  ["one byte too long", "131073"],
  ["one byte too short", "131071"],
  ["zero", "0"],
  ["huge", "9007199254740992"],
  ["negative", "-1"],
  ["nonsense", "many"],
] as const;

const ranges = [
  ["of another place", "bytes 0-131071/1500000"],
  ["of another file", "bytes 655360-786431/1500001"],
  ["without a size", "bytes 655360-786431/*"],
  ["backwards", "bytes 786431-655360/1500000"],
  ["nonsense", "pieces 1-2"],
] as const;

/** D3: what is sent is not what was asked for, or ends too early. */
export const bodyCases: readonly FaultCase[] = [
  ...places.flatMap(([place, which]): FaultCase[] => [
    { name: `${place} is reset before it begins`, faults: once(which, { resetAfter: 0 }), expected: "ok" },
    { name: `${place} is reset in the middle`, faults: once(which, { resetAfter: 70_000 }), expected: "ok" },
    {
      name: `${place} is reset in the middle, five times`,
      faults: times(5, which, { resetAfter: 30_000 }),
      expected: "ok",
    },
    { name: `the connection for ${place} is refused`, faults: once(which, { refuses: true }), expected: "ok" },
    { name: `${place} ends early, without a length`, faults: once(which, { cutAfter: 70_000 }), expected: "ok" },
    { name: `${place} ends at once, without a length`, faults: once(which, { cutAfter: 0 }), expected: "ok" },
    { name: `${place} comes compressed`, faults: once(which, { gzip: true }), expected: "ok" },
  ]),
  ...lengths.map(([what, length]) => ({
    name: `the length of a piece is ${what}`,
    faults: once(middle, { headers: { "content-length": length } }),
    expected: "ok" as const,
  })),
  ...ranges.map(([what, value]) => ({
    name: `a piece says it is one ${what}`,
    faults: once(middle, { headers: { "content-range": value } }),
    expected: "ok" as const,
  })),
  ...ranges.map(([what, value]) => ({
    name: `each piece says it is one ${what}`,
    faults: always(isContent, { headers: { "content-range": value } }),
    expected: "downloadFailed" as const,
  })),
  { name: "everything comes compressed", faults: always(isContent, { gzip: true }), expected: "downloadFailed" },
  {
    name: "each connection is reset at once",
    faults: always(isContent, { resetAfter: 0 }),
    expected: "downloadFailed",
  },
  {
    name: "each connection is reset after a while",
    faults: always(isContent, { resetAfter: 40_000, speed: 400_000 }),
    expected: "ok",
  },
  {
    name: "the storage has no ranges",
    faults: always(isContent, { ignoresRange: true }),
    expected: "ok",
    maxFetches: 2.4,
  },
  {
    name: "the storage has no ranges and breaks off once",
    faults: () => {
      let whole = 0;
      return (request) => {
        if (!isContent(request)) return undefined;
        if (request.range !== undefined) return { ignoresRange: true };
        return whole++ === 0 ? { resetAfter: 700_000 } : {};
      };
    },
    expected: "ok",
    maxFetches: 3,
  },
  {
    name: "the storage has no ranges and always breaks off",
    faults: () => (request) =>
      isContent(request)
        ? { ignoresRange: true, ...(request.range === undefined && { resetAfter: 700_000 }) }
        : undefined,
    expected: "downloadFailed",
    maxFetches: 4,
  },
  {
    name: "one server of the storage has no ranges",
    faults: once(middle, { ignoresRange: true }),
    expected: "ok",
    maxFetches: 2.7,
  },
  {
    name: "the hub sends the file itself",
    hub: { withoutStorage: true },
    faults: () => () => undefined,
    expected: "ok",
  },
  {
    name: "the hub knows no HEAD",
    hub: { withoutStorage: true },
    faults: always(isHead, { status: 405 }),
    expected: "ok",
  },
  {
    name: "the hub knows no hashes",
    hub: { withoutMetadata: true },
    faults: () => () => undefined,
    expected: "ok",
  },
  {
    name: "the hub tells no size",
    hub: { withoutStorage: true },
    faults: always(isHead, { headers: { "content-length": undefined }, cutAfter: 0 }),
    expected: "downloadFailed",
  },
];
