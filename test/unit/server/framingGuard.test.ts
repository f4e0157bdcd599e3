import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FramingGuard } from "../../../language-server/framingGuard.js";

const frame = (body: string) => `Content-Length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`;

function watch(chunks: readonly Buffer[]): string | undefined {
  const guard = new FramingGuard();
  for (const chunk of chunks) {
    const fault = guard.push(chunk);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

describe("FramingGuard", () => {
  it("sees nothing wrong in good frames, however they are cut", () => {
    const bodies = fc.array(fc.string({ unit: "grapheme", maxLength: 30 }), { maxLength: 6 });
    fc.assert(
      fc.property(bodies, fc.infiniteStream(fc.integer({ min: 1, max: 40 })), (texts, sizes) => {
        const all = Buffer.from(texts.map(frame).join(""));
        const chunks: Buffer[] = [];
        for (let at = 0; at < all.length;) {
          const size = sizes.next().value as number;
          chunks.push(all.subarray(at, at + size));
          at += size;
        }
        expect(watch(chunks)).toBeUndefined();
      }),
    );
  });

  it("takes other headers and other letters", () => {
    const header = "content-length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}";
    expect(watch([Buffer.from(header + frame("{}"))])).toBeUndefined();
  });

  it.each([
    ["no length", "Content-Type: x\r\n\r\n{}", "Content-Length"],
    ["a length that is no number", "Content-Length: abc\r\n\r\n{}", "Content-Length"],
    ["a negative length", "Content-Length: -5\r\n\r\n{}", "Content-Length"],
    ["an empty length", "Content-Length:\r\n\r\n{}", "Content-Length"],
    ["two lengths", "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", "Content-Length"],
    ["a length beyond all documents", "Content-Length: 99999999999\r\n\r\n{}", "too long"],
    ["a line without colon", "hello\r\n\r\n{}", "colon"],
    ["an empty header", "\r\n\r\n{}", "colon"],
    ["line ends without carriage return", `Content-Length: 2\n\n${"{}".repeat(4000)}`, "does not end"],
    ["a header without end", "x".repeat(5000), "does not end"],
    ["a length that is too short", `Content-Length: 1\r\n\r\n{}${frame("{}")}`, "Content-Length"],
  ])("notices %s", (_, bytes, says) => {
    expect(watch([Buffer.from(bytes)])).toContain(says);
    expect(watch([...Buffer.from(bytes)].map((byte) => Buffer.from([byte])))).toContain(says);
  });
});
