import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ContextBudget } from "../../../../language-server/completion/context/contextBudget.js";
import { ContextRing, type RingUpdate } from "../../../../language-server/completion/context/contextRing.js";
import type { GatheredChunk } from "../../../../language-server/completion/context/gatherer.js";

const budget: ContextBudget = { bytes: 1_000, piece: { lines: 8, bytes: 250 }, worthwhileBytes: 60, calmMs: 1_000 };

/** A chunk of about 90 bytes that has nothing in common with others. */
function chunk(name: string, kind: GatheredChunk["kind"] = "visited", uri = `file:///${name}.ts`): GatheredChunk {
  const text = ["one", "two", "three"].map((line) => `const ${name}${line} = ${name}Make${line}(${name}x);\n`).join("");
  return { uri, path: `${name}.ts`, text, kind };
}

const update = (over: Partial<RingUpdate>): RingUpdate => ({
  candidates: [],
  around: "",
  budget,
  isFree: false,
  isCalm: true,
  ...over,
});

const names = (ring: ContextRing): readonly string[] => ring.chunks.map(({ path }) => path.replace(".ts", ""));

describe("ContextRing", () => {
  it("begins with what there is, the most useful last", () => {
    const ring = new ContextRing();
    ring.update(update({ candidates: [chunk("best"), chunk("good", "open")], isCalm: false }));
    expect(names(ring)).toEqual(["good", "best"]);
    expect(Object.isFrozen(ring.chunks)).toBe(true);
  });

  it("only appends, and the same object stays when nothing changes", () => {
    const ring = new ContextRing();
    ring.update(update({ candidates: [chunk("a")] }));
    const before = ring.chunks;
    ring.update(update({ candidates: [chunk("a")] }));
    expect(ring.chunks).toBe(before);
    ring.update(update({ candidates: [chunk("b"), chunk("a")] }));
    expect(names(ring)).toEqual(["a", "b"]);
  });

  it("waits until the list was calm for a while, and until there is enough to add", () => {
    const ring = new ContextRing();
    ring.update(update({ candidates: [chunk("a")] }));
    const before = ring.chunks;
    ring.update(update({ candidates: [chunk("b")], isCalm: false }));
    expect(ring.chunks).toBe(before);
    const tiny = { ...chunk("c"), text: "const small = tiny;\n" };
    ring.update(update({ candidates: [tiny] }));
    expect(ring.chunks).toBe(before);
    ring.update(update({ candidates: [tiny], isFree: true, isCalm: false }));
    expect(names(ring)).toEqual(["a", "c"]);
  });

  it("takes one of two that are alike", () => {
    const ring = new ContextRing();
    const like = { ...chunk("a"), uri: "file:///copy.ts", path: "copy.ts" };
    ring.update(update({ candidates: [chunk("a"), like] }));
    expect(names(ring)).toEqual(["a"]);
  });

  it("leaves out what repeats the text around the caret, also later", () => {
    const ring = new ContextRing();
    const around = `import x from "y";\n${chunk("a").text}\nfunction other() {}\n${chunk("z").text}`;
    ring.update(update({ candidates: [chunk("a"), chunk("b")], around }));
    expect(names(ring)).toEqual(["b"]);
    ring.update(update({ around: chunk("b").text, isCalm: false }));
    expect(names(ring)).toEqual([]);
  });

  it("puts the new state of a place in the stead of the old one only where a change costs nothing", () => {
    const ring = new ContextRing();
    const old = chunk("a");
    const edited = { ...old, text: `${old.text}const added = 1;\n` };
    ring.update(update({ candidates: [old, chunk("b")] }));
    ring.update(update({ candidates: [edited] }));
    expect(ring.chunks).toContain(old);
    ring.update(update({ candidates: [edited], isFree: true }));
    expect(ring.chunks.map(({ text }) => text)).toEqual([chunk("b").text, edited.text]);
  });

  it("shows one piece of each open file", () => {
    const ring = new ContextRing();
    ring.update(update({ candidates: [chunk("a", "open", "file:///x.ts")] }));
    ring.update(update({ candidates: [chunk("b", "open", "file:///x.ts")] }));
    expect(names(ring)).toEqual(["a"]);
    ring.update(update({ candidates: [chunk("b", "open", "file:///x.ts")], isFree: true }));
    expect(names(ring)).toEqual(["b"]);
  });

  it("gives no kind more than half", () => {
    const ring = new ContextRing();
    const many = ["a", "b", "c", "d", "e", "f"].map((name) => chunk(name, "declaration"));
    ring.update(update({ candidates: [...many, chunk("v")] }));
    const sizes = ring.chunks.filter(({ kind }) => kind === "declaration").map(({ text }) => text.length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(budget.bytes / 2);
    expect(names(ring)).toContain("v");
  });

  it("makes room in large steps, at the beginning, and keeps what is wanted now", () => {
    const ring = new ContextRing();
    for (const name of "abcdefghij") ring.update(update({ candidates: [chunk(name)] }));
    const full = names(ring);
    ring.update(update({ candidates: [chunk("y"), chunk("a")] }));
    const after = names(ring);
    expect(after.at(-1)).toBe("y");
    expect(after).toContain("a");
    const bytes = ring.chunks.reduce((sum, { text }) => sum + text.length, 0);
    expect(bytes).toBeLessThanOrEqual(0.6 * budget.bytes);
    expect(after.length).toBeLessThan(full.length);
    // Then there is room: what comes next is appended to the same beginning.
    ring.update(update({ candidates: [chunk("z")] }));
    expect(names(ring)).toEqual([...after, "z"]);
  });

  it("drops at once what must not be there", () => {
    const ring = new ContextRing();
    ring.update(update({ candidates: [chunk("a"), chunk("b")] }));
    ring.drop(({ uri }) => uri === "file:///a.ts");
    expect(names(ring)).toEqual(["b"]);
  });

  const anyChunk = fc.record({
    name: fc.constantFrom(...Array.from("abcdefghijklmnop")),
    kind: fc.constantFrom("visited", "open", "declaration", "edited", "copied"),
  });
  const anyStep = fc.record({
    chunks: fc.array(anyChunk, { maxLength: 6 }),
    isFree: fc.boolean(),
    isCalm: fc.boolean(),
  });

  it("never exceeds its budget, holds nothing twice, and while one stays only appends or makes room", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 12 }), (steps) => {
        const ring = new ContextRing();
        for (const { chunks, isFree, isCalm } of steps) {
          const before = ring.chunks;
          ring.update(
            update({
              candidates: chunks.map(({ name, kind }) => chunk(name, kind)),
              isFree,
              isCalm,
            }),
          );
          const now = ring.chunks;
          const bytes = now.reduce((sum, { text, path }) => sum + text.length + path.length + 8, 0);
          expect(bytes).toBeLessThanOrEqual(budget.bytes);
          expect(new Set(now.map(({ text }) => text)).size).toBe(now.length);
          if (isFree) continue;
          const appends = before.every((each, at) => now[at] === each);
          if (!appends) expect(bytes).toBeLessThanOrEqual(0.6 * budget.bytes);
          if (!isCalm && before.length > 0) expect(now).toBe(before);
        }
      }),
    );
  });

  it("is the same list for the same steps", () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 8 }), (steps) => {
        const run = () => {
          const ring = new ContextRing();
          for (const { chunks, isFree, isCalm } of steps)
            ring.update(
              update({
                candidates: chunks.map(({ name, kind }) => chunk(name, kind)),
                isFree,
                isCalm,
              }),
            );
          return ring.chunks;
        };
        expect(run()).toEqual(run());
      }),
    );
  });
});
