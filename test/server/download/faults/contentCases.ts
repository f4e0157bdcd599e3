import { modelBytes } from "../../../support/hub/downloadBench.js";
import type { Faults } from "../../../support/hub/fakeHub.js";
import { always, fileBytes, hasByte, isContent, isHead, once, type FaultCase } from "./faultCase.js";

const page = Buffer.from("<html><title>Log in to this network</title></html>");
const pageOf = (bytes: number) => Buffer.concat([page, Buffer.alloc(bytes - page.length, " ")]);
const pointer = Buffer.from("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1500000\n");

/** A file of the same size with other bytes. */
const other = modelBytes(fileBytes, 99);

/** A bit is turned over the first time that its piece is sent. */
const flipOnce = (byte: number) => once(hasByte(byte), { flipAt: byte });

/** From the given request for content on, the storage has another file. */
const swapAfter = (requests: number) => (): Faults => {
  let seen = 0;
  return (request) => (isContent(request) && seen++ >= requests ? { body: other } : undefined);
};

/** D4: the bytes themselves are wrong. */
export const contentCases: readonly FaultCase[] = [
  ...[8, 77_777, 131_072, fileBytes / 2, 1_200_000, fileBytes - 1].map((byte) => ({
    name: `bit of byte ${String(byte)} is turned over once`,
    faults: flipOnce(byte),
    expected: "ok" as const,
    maxFetches: 2.1,
  })),
  ...[8, fileBytes / 2, fileBytes - 1].map((byte) => ({
    name: `bit of byte ${String(byte)} is turned over each time`,
    faults: always(hasByte(byte), { flipAt: byte }),
    expected: "downloadDamaged" as const,
    maxFetches: 2.1,
  })),
  ...[1, 4, 8, 11].map((requests) => ({
    name: `the storage has another file of the same size from piece ${String(requests)} on`,
    faults: swapAfter(requests),
    expected: "downloadDamaged" as const,
    maxFetches: 2.1,
  })),
  {
    name: "one piece comes from another file of the same size",
    faults: once(hasByte(fileBytes / 2), { body: other }),
    expected: "ok",
    maxFetches: 2.1,
  },
  {
    name: "the network's login page answers the hub's address",
    hub: { withoutStorage: true },
    faults: always(isHead, { status: 200, body: page, headers: { "content-type": "text/html; charset=utf-8" } }),
    expected: "downloadFailed",
  },
  {
    name: "the network's login page answers each piece",
    faults: always(isContent, {
      status: 200,
      body: page,
      headers: { "content-type": "text/html" },
      ignoresRange: true,
    }),
    expected: "downloadFailed",
  },
  {
    name: "the network's login page answers one piece",
    faults: once(hasByte(fileBytes / 2), {
      status: 200,
      body: page,
      headers: { "content-type": "text/html" },
      ignoresRange: true,
    }),
    expected: "ok",
    maxFetches: 2.7,
  },
  {
    name: "a web page of the very size is sent as a file",
    faults: always(isContent, { body: pageOf(fileBytes) }),
    expected: "downloadDamaged",
  },
  {
    name: "a web page of the very size is sent, and nobody knows the hash",
    hub: { withoutMetadata: true },
    faults: always(isContent, { body: pageOf(fileBytes) }),
    expected: "downloadDamaged",
  },
  {
    name: "the pointer of Git LFS is sent in the file's place",
    hub: { withoutStorage: true, withoutMetadata: true },
    faults: always((request) => isHead(request) || isContent(request), { body: pointer }),
    expected: "downloadDamaged",
  },
  {
    name: "zeros are sent, and nobody knows the hash",
    hub: { withoutMetadata: true },
    faults: always(isContent, { body: Buffer.alloc(fileBytes) }),
    expected: "downloadDamaged",
  },
];
