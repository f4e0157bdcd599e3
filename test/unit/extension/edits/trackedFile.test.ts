import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { textHash } from "../../../../extension/edits/textHash.js";
import {
  followDocument,
  hasLost,
  openHunks,
  proposedText,
  replaced,
  replacements,
  trackFile,
  withAccepted,
  withDiscarded,
  type TextChange,
  type TrackedFile,
} from "../../../../extension/edits/trackedFile.js";
import type { FileEdit, Hunk } from "../../../../protocol/edits.js";

/** A hunk that replaces `[start, end)` of `text`. */
function hunk(text: string, start: number, end: number, newText: string): Hunk {
  const document = TextDocument.create("file:///a.ts", "typescript", 1, text);
  return {
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    oldText: text.slice(start, end),
    newText,
  };
}
const hunkOf = (text: string, oldText: string, newText: string) =>
  hunk(text, text.indexOf(oldText), text.indexOf(oldText) + oldText.length, newText);
const edit = (text: string, ...hunks: readonly Hunk[]): FileEdit => ({
  uri: "file:///a.ts",
  kind: "edit",
  version: 1,
  hash: textHash(text),
  hunks,
});

const base = "let a = 1;\nlet b = 2;\nlet c = 3;\n";
const fix = edit(base, hunkOf(base, "let b = 2;", "let b = 20;"), hunkOf(base, "let c = 3;", "let c = 30;"));
const tracked = trackFile(fix, "a.ts", base);
const fixed = "let a = 1;\nlet b = 20;\nlet c = 30;\n";

/** As the editor reports it. */
function type(file: TrackedFile, offset: number, removed: number, inserted: string): TrackedFile {
  const text = file.text.slice(0, offset) + inserted + file.text.slice(offset + removed);
  return followDocument(file, text, [{ offset, removed, inserted }]);
}

/** Accepts hunks as the extension does: checked, marked, then the editor reports the change. */
function accept(file: TrackedFile, hunks: readonly number[]): TrackedFile | undefined {
  const parts = replacements(file, hunks);
  if (!parts) return undefined;
  const changes = parts
    .toReversed()
    .map(({ start, end, newText }) => ({ offset: start, removed: end - start, inserted: newText }));
  return followDocument(withAccepted(file, hunks), replaced(file.text, parts), changes);
}

describe("a file of a proposal", () => {
  it("has its hunks where they say, in the text that it was made for and in no other", () => {
    expect(proposedText(tracked)).toBe(fixed);
    expect(hasLost(trackFile(fix, "a.ts", `${base}\n`))).toBe(true);
    expect(hasLost(trackFile({ ...fix, hash: textHash("other") }, "a.ts", base))).toBe(true);
    const untrue = edit(base, { ...hunkOf(base, "let b = 2;", "x"), oldText: "let b = 3;" });
    expect(hasLost(trackFile(untrue, "a.ts", base))).toBe(true);
    const overlapping = edit(base, hunk(base, 0, 10, ""), hunk(base, 5, 12, ""));
    expect(hasLost(trackFile(overlapping, "a.ts", base))).toBe(true);
  });

  it.each([
    ["typing above", 0, 0, "// new\n"],
    ["typing below", base.length, 0, "// new\n"],
    ["typing in another line", 9, 0, "0"],
    ["deleting the line above", 0, 11, ""],
    ["a new line right above", 10, 0, "\n"],
    ["a new line right below", base.length - 1, 0, "\n"],
  ])("keeps its places: %s", (_, offset, removed, inserted) => {
    const moved = type(tracked, offset, removed, inserted);
    expect(hasLost(moved)).toBe(false);
    const wanted = base.slice(0, offset) + inserted + base.slice(offset + removed);
    expect(proposedText(moved)).toBe(wanted.replace("b = 2", "b = 20").replace("c = 3", "c = 30"));
  });

  it.each([
    ["typing inside", 13, 0, "x"],
    ["typing at the beginning of the line", 11, 0, "x"],
    ["typing at the end of the line", 21, 0, " // mine"],
    ["deleting it", 11, 11, ""],
    ["deleting more", 5, 12, ""],
    ["joining it with the line above", 10, 1, ""],
    ["joining it with the line below", 21, 1, ""],
  ])("loses a place, and only that one: %s", (_, offset, removed, inserted) => {
    const moved = type(tracked, offset, removed, inserted);
    expect(moved.hunks[0]?.start).toBeUndefined();
    expect(replacements(moved, [0, 1])).toBeUndefined();
    const back = type(moved, offset, inserted.length, base.slice(offset, offset + removed));
    expect(proposedText(back)).toBe(fixed);
  });

  it("keeps the place of an insertion while nothing happens there", () => {
    const insertion = trackFile(edit(base, hunk(base, 11, 11, "new\n")), "a.ts", base);
    expect(proposedText(type(insertion, 0, 0, "// x\n"))).toBe("// x\nlet a = 1;\nnew\nlet b = 2;\nlet c = 3;\n");
    expect(hasLost(type(insertion, 11, 0, "x"))).toBe(true);
    expect(hasLost(type(insertion, 10, 1, ""))).toBe(true);
    expect(hasLost(followDocument(insertion, `\n${base}`))).toBe(true);
  });

  it("is looked for when nobody knows what happened, and only taken where it cannot be another place", () => {
    expect(proposedText(followDocument(tracked, `// new\n${base}`))).toBe(`// new\n${fixed}`);
    for (const text of [
      base.replace("b = 2", "b = 3"),
      `${base}let b = 2;`,
      "let c = 3;\nlet b = 2;\n",
      base.replace("let b = 2;", "xlet b = 2;"),
      "",
    ])
      expect(followDocument(tracked, text).hunks[0]?.start).toBeUndefined();
    const twice = "x();\nx();\n";
    const second = trackFile(edit(twice, hunk(twice, 5, 9, "y();")), "a.ts", twice);
    // Somebody deletes the second one: what is left is the other one.
    expect(hasLost(followDocument(second, "x();\n"))).toBe(true);
    // Who saw it knows better.
    expect(proposedText(type(second, 0, 5, ""))).toBe("y();\n");
  });

  it("is not found in a copy that came about elsewhere, while the one it is about was broken", () => {
    const text = "a\n}\nb\nc\nd\n";
    const first = trackFile(edit(text, hunk(text, 2, 5, "")), "a.ts", text);
    const copied = followDocument(first, "a\n}\nb\nc\n}\nb\n");
    expect(proposedText(type(copied, 3, 0, "x"))).toBe("a\n}x\nb\nc\n}\nb\n");
  });

  it("is not found in what was accepted before", () => {
    const text = "a();\nb();\n";
    const both = trackFile(edit(text, hunkOf(text, "a();", "b();"), hunkOf(text, "b();", "c();")), "a.ts", text);
    const first = accept(both, [0]) ?? both;
    expect(proposedText(first)).toBe("b();\nc();\n");
    // The second one is deleted by somebody we did not hear of: the only `b();` is the accepted one.
    expect(hasLost(followDocument(first, "b();\n"))).toBe(true);
  });

  it("is accepted and thrown away hunk by hunk", () => {
    const first = accept(tracked, [1]) ?? tracked;
    expect(first.text).toBe(base.replace("c = 3", "c = 30"));
    expect(openHunks(first)).toEqual([0]);
    expect(replacements(first, [1])).toBeUndefined();
    const typed = type(first, 0, 0, "// x\n");
    expect(accept(typed, [0])?.text).toBe(`// x\n${fixed}`);
    expect(proposedText(withDiscarded(typed, [0]))).toBe(typed.text);
    expect(openHunks(withDiscarded(tracked, [0, 1]))).toEqual([]);
  });
});

describe("whatever the user types while edits arrive and are accepted", () => {
  // Few different lines, so that repetitions and near misses are common.
  const line = fc.constantFrom("a", "b", "ab", "a b", "", "{", "}", "if (a) b");
  const lines = fc.array(line, { minLength: 1, maxLength: 12 });
  const change = fc.record({ at: fc.nat(), remove: fc.nat(6), insert: fc.oneof(line, fc.constantFrom("\n", "a\nb")) });
  const step = fc.oneof(
    fc.record({ kind: fc.constant("type" as const), change }),
    fc.record({ kind: fc.constant("typeUnseen" as const), change }),
    fc.record({ kind: fc.constant("accept" as const), which: fc.nat() }),
    fc.record({ kind: fc.constant("discard" as const), which: fc.nat() }),
    fc.record({ kind: fc.constant("acceptAll" as const) }),
  );
  /** Cuts of the lines into hunks: how many lines stay, how many are replaced, by what. */
  const cuts = fc.array(fc.record({ skip: fc.nat(3), take: fc.nat(2), by: fc.array(line, { maxLength: 2 }) }), {
    minLength: 1,
    maxLength: 4,
  });

  /** A character, and which one of the original text it is; -1: somebody wrote it later. */
  interface Sign {
    readonly sign: string;
    readonly origin: number;
  }
  const written = (text: string): Sign[] =>
    Array.from({ length: text.length }, (_, at) => ({ sign: text[at] ?? "", origin: -1 }));

  it("0 of 10,000 interleavings put an edit into a stale or another place", () => {
    let accepted = 0;
    let refused = 0;
    let afterMove = 0;
    fc.assert(
      fc.property(lines, cuts, fc.array(step, { minLength: 1, maxLength: 8 }), (all, pieces, steps) => {
        const before = all.join("\n");
        const hunks: Hunk[] = [];
        let at = 0;
        let lastStart = -1;
        for (const { skip, take, by } of pieces) {
          const first = at + skip;
          const last = first + take;
          if (last > all.length) break;
          const offsetOf = (number: number) => all.slice(0, number).reduce((sum, one) => sum + one.length + 1, 0);
          // Whole lines, as the engine makes them.
          const start = Math.min(offsetOf(first), before.length);
          const end = take === 0 ? start : offsetOf(last) - 1;
          const newText = by.join("\n") + (take === 0 ? "\n" : "");
          // Behind an empty last line is the same place once more; of two insertions there the engine makes one.
          const isTaken = start === lastStart;
          if (before.slice(start, end) !== newText && !isTaken) hunks.push(hunk(before, start, end, newText));
          lastStart = start;
          at = last + 1;
        }
        if (hunks.length === 0) return;
        const starts = hunks.map(({ range }) => TextDocument.create("", "", 0, before).offsetAt(range.start));

        let file = trackFile(edit(before, ...hunks), "a", before);
        let signs: Sign[] = Array.from({ length: before.length }, (_, origin) => ({
          sign: before[origin] ?? "",
          origin,
        }));
        /** The same of `file.base`. */
        let baseSigns = signs;
        let isMoved = false;
        const textNow = () => signs.map(({ sign }) => sign).join("");

        for (const one of steps) {
          if (one.kind === "type" || one.kind === "typeUnseen") {
            const offset = one.change.at % (signs.length + 1);
            const removed = Math.min(one.change.remove, signs.length - offset);
            // What nobody saw and nobody can see is no change.
            const isSame = textNow().slice(offset, offset + removed) === one.change.insert;
            if (one.kind === "typeUnseen" && isSame) continue;
            signs = signs.toSpliced(offset, removed, ...written(one.change.insert));
            isMoved = true;
            const seen: TextChange = { offset, removed, inserted: one.change.insert };
            file = followDocument(file, textNow(), one.kind === "type" ? [seen] : undefined);
            // A text that is the old one again is the old one, however it came to be.
            if (textNow() === file.base) signs = baseSigns;
            continue;
          }
          const open = openHunks(file);
          const wanted = one.kind === "acceptAll" ? open : open.slice(one.which % (open.length || 1)).slice(0, 1);
          if (one.kind === "discard") {
            file = withDiscarded(file, wanted);
            continue;
          }
          if (wanted.length === 0) continue;
          const next = accept(file, wanted);
          if (!next) {
            refused++;
            continue;
          }
          const parts = replacements(file, wanted) ?? [];
          for (const [index, { start, end }] of parts.entries()) {
            const which = wanted[index] ?? 0;
            const { oldText } = hunks[which] ?? { oldText: "" };
            expect(textNow().slice(start, end)).toBe(oldText);
            // Wrong would be: a piece of the original text that stands unchanged but is not the one that the hunk is
            // about; or anything else, while that one stands unchanged.
            const origins = signs.map(({ origin }) => origin);
            const stoodTogether = (piece: readonly number[]) =>
              piece.length > 0 && piece.every((origin, i) => origin >= 0 && origin === (piece[0] ?? 0) + i);
            const own = origins.indexOf(starts[which] ?? -1);
            const isOwnThere = own >= 0 && oldText !== "" && stoodTogether(origins.slice(own, own + oldText.length));
            if (isOwnThere && textNow().slice(own, own + oldText.length) === oldText) expect(start).toBe(own);
            else if (stoodTogether(origins.slice(start, end))) expect(origins[start]).toBe(starts[which]);
            // An insertion: its neighbours are those that it had.
            if (oldText === "" && textNow() !== file.base) {
              const place = starts[which] ?? 0;
              const left = start === 0 ? -2 : origins[start - 1];
              const right = start === origins.length ? -2 : origins[start];
              expect([left, right]).toEqual([place === 0 ? -2 : place - 1, place === before.length ? -2 : place]);
            }
            accepted++;
            if (isMoved) afterMove++;
          }
          const after = replaced(textNow(), parts);
          for (const { start, end, newText } of parts.toReversed())
            signs = signs.toSpliced(start, end - start, ...written(newText));
          for (const which of wanted.toReversed()) {
            const { inBase = 0, oldText = "", newText = "" } = file.hunks[which] ?? {};
            baseSigns = baseSigns.toSpliced(inBase, oldText.length, ...written(newText));
          }
          // Outside of the places not one character changes.
          expect(next.text).toBe(after);
          expect(textNow()).toBe(after);
          file = next;
        }
      }),
      { numRuns: 10_000 },
    );
    console.log(
      `10,000 interleavings: ${accepted} hunks accepted (${afterMove} after the text had changed), ${refused} refusals, 0 misplaced`,
    );
    expect(accepted).toBeGreaterThan(3_000);
    expect(afterMove).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(500);
  });

  it("taking an accepted edit back gives the bytes from before, every time", () => {
    fc.assert(
      fc.property(lines, fc.nat(), fc.nat(3), fc.array(line, { maxLength: 3 }), (all, from, take, by) => {
        const before = all.join("\r\n");
        const first = from % all.length;
        const lastLine = Math.min(all.length, first + take);
        const offsetOf = (number: number) => all.slice(0, number).reduce((sum, one) => sum + one.length + 2, 0);
        const start = offsetOf(first);
        const end = lastLine === first ? start : offsetOf(lastLine) - 2;
        const one = trackFile(edit(before, hunk(before, start, end, by.join("\r\n"))), "a", before);
        const parts = replacements(one, [0]) ?? [];
        const after = replaced(before, parts);
        const back = parts.map((part) => ({
          start: part.start,
          end: part.start + part.newText.length,
          newText: before.slice(part.start, part.end),
        }));
        expect(replaced(after, back)).toBe(before);
      }),
      { numRuns: 2_000 },
    );
  });
});
