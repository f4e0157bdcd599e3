import { always, fileBytes, hasByte, isContent, isHead, once, times, type FaultCase } from "./faultCase.js";

const circle = "/owner/repo/resolve/main/model.gguf";

/** D5: connections that stand still, lead in circles, or lead where they must not. */
export const connectionCases: readonly FaultCase[] = [
  { name: "the hub never answers", faults: always(isHead, { hangs: true }), expected: "downloadFailed" },
  { name: "the hub does not answer once", faults: once(isHead, { hangs: true }), expected: "ok" },
  { name: "the hub refuses the connection", faults: always(isHead, { refuses: true }), expected: "downloadFailed" },
  { name: "the hub refuses the connection twice", faults: times(2, isHead, { refuses: true }), expected: "ok" },
  { name: "the storage never answers", faults: always(isContent, { hangs: true }), expected: "downloadFailed" },
  { name: "the storage does not answer for one piece", faults: once(hasByte(0), { hangs: true }), expected: "ok" },
  ...[0, fileBytes / 2, fileBytes - 1].map((byte) => ({
    name: `the piece at byte ${String(byte)} stands still once`,
    faults: once(hasByte(byte), { stallAfter: 10_000 }),
    expected: "ok" as const,
  })),
  ...[0, fileBytes / 2, fileBytes - 1].map((byte) => ({
    name: `the piece at byte ${String(byte)} always stands still at its beginning`,
    faults: always(hasByte(byte), { stallAfter: 0 }),
    expected: "downloadFailed" as const,
  })),
  {
    name: "everything comes byte by byte",
    faults: always(isContent, { speed: 20 }),
    expected: "downloadFailed",
  },
  {
    name: "one piece comes byte by byte",
    faults: always(hasByte(fileBytes / 2), { speed: 20 }),
    expected: "downloadFailed",
  },
  { name: "the hub leads in circles", faults: always(isHead, { redirectTo: circle }), expected: "downloadFailed" },
  {
    name: "the storage leads in circles",
    faults: always(isContent, { redirectTo: circle }),
    expected: "downloadFailed",
  },
  {
    name: "the hub redirects inside itself, as for a repository of another name",
    faults: once(isHead, { redirectTo: circle, status: 307 }),
    expected: "ok",
  },
  {
    name: "the hub leads to an address that is not encrypted",
    faults: always(isHead, { redirectTo: "http://storage.example/model.gguf" }),
    expected: "downloadFailed",
  },
  {
    name: "the storage leads to an address that is not encrypted",
    faults: always(isContent, { redirectTo: "http://storage.example/model.gguf" }),
    expected: "downloadFailed",
  },
  {
    name: "the storage leads to a file of this machine",
    faults: always(isContent, { redirectTo: "file:///etc/passwd" }),
    expected: "downloadFailed",
  },
  {
    name: "the storage leads to an address with a password in it",
    faults: always(isContent, { redirectTo: "https://me:secret@storage.example/model.gguf" }),
    expected: "downloadFailed",
  },
  {
    name: "the storage leads to a host that does not exist",
    faults: always(isContent, { redirectTo: "https://nowhere.invalid/model.gguf" }),
    expected: "downloadFailed",
  },
  {
    name: "the storage leads to a host that does not exist, once",
    faults: once(hasByte(0), { redirectTo: "https://nowhere.invalid/model.gguf" }),
    expected: "ok",
  },
  {
    name: "the hub redirects to nothing",
    faults: always(isHead, { status: 302, headers: {} }),
    expected: "downloadFailed",
  },
  {
    name: "the hub redirects to nonsense",
    faults: always(isHead, { redirectTo: "http://[" }),
    expected: "downloadFailed",
  },
];
