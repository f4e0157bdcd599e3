import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { countLines } from "../../../extension/edits/countLines.js";
import { applyPlaced, placeHunks } from "../../../extension/edits/placeHunks.js";
import { ProposalStore } from "../../../extension/edits/proposalStore.js";
import { textHash } from "../../../extension/edits/textHash.js";
import { proposalUriParts, proposedFileOf } from "../../../extension/edits/proposalUri.js";
import type { EditProposal, FileEdit, Hunk } from "../../../protocol/edits.js";

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
const fileEdit = (text: string, hunks: readonly Hunk[]): FileEdit => ({
  uri: "file:///a.ts",
  kind: "edit",
  version: 1,
  hash: textHash(text),
  hunks,
});
const proposal = (...files: readonly FileEdit[]): EditProposal => ({ id: "p1", files, summary: "", checks: [] });

const base = "let a = 1;\nlet b = 2;\nlet c = 3;\n";
const fix = fileEdit(base, [hunkOf(base, "b = 2", "b = 20"), hunkOf(base, "c = 3", "c = 30")]);
const place = (text: string, from: string | undefined = base) => placeHunks(fix, from, text);
const applied = (text: string) => {
  const placed = place(text);
  return placed && applyPlaced(text, placed);
};

describe("placing the hunks of a proposal", () => {
  it("takes them as stated in the text they were made for, and nowhere without knowing that text", () => {
    expect(applied(base)).toBe("let a = 1;\nlet b = 20;\nlet c = 30;\n");
    expect(placeHunks(fix, undefined, base)).toBeUndefined();
  });

  it("follows them when something else changed", () => {
    expect(applied(`// new\n${base}`)).toBe("// new\nlet a = 1;\nlet b = 20;\nlet c = 30;\n");
    expect(applied(base.replace("a = 1", "a = 100"))).toBe("let a = 100;\nlet b = 20;\nlet c = 30;\n");
  });

  it.each([
    ["the text is gone", base.replace("b = 2", "b = 3")],
    ["the text is there twice", `${base}let b = 2;`],
    ["the hunks changed places", "let c = 3;\nlet b = 2;\n"],
    ["the line ends changed inside", "let b\r\n= 2;\nlet c = 3;\n"],
    ["everything is gone", ""],
  ])("gives up when %s", (_why, text) => {
    expect(place(text)).toBeUndefined();
  });

  it("gives up on what stood there twice from the start", () => {
    const twice = "x();\nx();\n";
    const second = { hunks: [hunk(twice, 5, 9, "y();")] };
    expect(placeHunks(second, twice, twice)).toEqual([{ start: 5, end: 9, newText: "y();" }]);
    // The user deletes the second one: what is left is the other one.
    expect(placeHunks(second, twice, "x();\n")).toBeUndefined();
  });

  it("refuses an insertion that moved, and hunks that overlap", () => {
    const insertion = { hunks: [hunk(base, 11, 11, "new\n")] };
    expect(placeHunks(insertion, base, base)).toHaveLength(1);
    expect(placeHunks(insertion, base, `\n${base}`)).toBeUndefined();
    const overlapping = { hunks: [hunk(base, 0, 10, ""), hunk(base, 5, 12, "")] };
    expect(placeHunks(overlapping, base, base)).toBeUndefined();
  });

  it("never applies to another place than the proposed one, whatever the user types", () => {
    // Few different lines, so that repetitions and near misses are common.
    const line = fc.constantFrom("a", "b", "ab", "a b", "", "{", "}", "if (a) b");
    const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((all) => all.join("\n"));
    const edit = fc.record({ at: fc.nat(), remove: fc.nat(6), insert: fc.oneof(line, fc.constantFrom("\n", "a\nb")) });
    let rematched = 0;
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(20), fc.array(edit, { maxLength: 4 }), (before, from, length, edits) => {
        const start = from % (before.length + 1);
        const end = Math.min(before.length, start + length);
        const one = { hunks: [hunk(before, start, end, "NEW")] };

        // The oracle remembers of each character where it comes from: an index into `before`, or typed by the user.
        let now = Array.from(before, (character, origin) => ({ character, origin }));
        for (const { at, remove, insert } of edits) {
          const typed = Array.from(insert, (character) => ({ character, origin: -1 }));
          now = now.toSpliced(at % (now.length + 1), remove, ...typed);
        }
        const text = now.map(({ character }) => character).join("");

        const placed = placeHunks(one, before, text);
        if (text === before || !placed) return;
        rematched++;
        const [found = { start: -1, end: -1 }] = placed;
        expect(text.slice(found.start, found.end)).toBe(before.slice(start, end));
        // Wrong would be: a piece of the old text that stands unchanged but is not the one that the proposal is about;
        // or anything else, while that one stands unchanged.
        const origins = now.map(({ origin }) => origin);
        const stoodTogether = (piece: readonly number[]) =>
          piece.length === end - start && piece.every((one, i) => one >= 0 && one === (piece[0] ?? 0) + i);
        const place = origins.indexOf(start);
        const untouched = place >= 0 && stoodTogether(origins.slice(place, place + end - start));
        const foundOld = stoodTogether(origins.slice(found.start, found.end));
        if (foundOld || untouched) expect(found).toMatchObject({ start: place, end: place + end - start });
        // Outside of the place not one character changes.
        expect(applyPlaced(text, placed)).toBe(`${text.slice(0, found.start)}NEW${text.slice(found.end)}`);
      }),
      { numRuns: 10_000 },
    );
    expect(rematched).toBeGreaterThan(500);
  });
});

describe("the store of proposals", () => {
  const current = (text: string) => [{ path: "a.ts", text }];

  it("shows what would be applied now, also after the document moved", () => {
    const store = new ProposalStore();
    expect(store.add(proposal(fix), current(base))).toMatchObject({
      state: "open",
      files: [{ path: "a.ts", shown: applied(base) }],
    });
    const moved = `// new\n${base}`;
    expect(store.follow("p1", 0, moved)).toBe(true);
    expect(store.get("p1")?.files[0]?.shown).toBe(applied(moved));
    // A change that leaves no certain place keeps the last text; undoing it brings the place back.
    expect(store.follow("p1", 0, "")).toBe(false);
    expect(store.place("p1", 0, "")).toBeUndefined();
    expect(store.place("p1", 0, base)).toHaveLength(2);
  });

  it("knows a proposal by the text it was made for, whatever the version", () => {
    const store = new ProposalStore();
    expect(store.add(proposal(fix), current(`// new\n${base}`))).toMatchObject({ state: "stale" });
    const other = base.replace("a = 1", "a = 100");
    expect(store.add(proposal({ ...fix, hash: textHash(other) }), current(base))).toMatchObject({ state: "stale" });
  });

  it("takes several files, one of them new; a file that moved makes the whole stale", () => {
    const created: FileEdit = {
      uri: "file:///b.ts",
      kind: "create",
      version: null,
      hash: textHash(""),
      hunks: [hunk("", 0, 0, "export {};\n")],
    };
    const store = new ProposalStore();
    const both = proposal(fix, created);
    expect(store.add(both, [...current(base), { path: "b.ts", text: "" }])).toMatchObject({
      state: "open",
      files: [{ shown: applied(base) }, { path: "b.ts", shown: "export {};\n" }],
    });
    expect(store.openFor("file:///b.ts")).toEqual([{ id: "p1", file: 1 }]);
    expect(store.add(both, [...current(base), { path: "b.ts", text: "x" }])).toMatchObject({ state: "stale" });
  });

  it("finds the open proposals of a document", () => {
    const store = new ProposalStore();
    store.add(proposal(fix), current(base));
    expect(store.openFor("file:///a.ts")).toEqual([{ id: "p1", file: 0 }]);
    expect(store.openFor("file:///b.ts")).toHaveLength(0);
    store.setState("p1", "discarded");
    expect(store.openFor("file:///a.ts")).toHaveLength(0);
  });
});

it("countLines counts what a reader would", () => {
  const count = (oldText: string, newText: string) => countLines([{ oldText, newText }]);
  expect(count("a\nb\nc", "a\nB\nc")).toEqual({ added: 1, removed: 1 });
  expect(count("a\r\nb\r\n", "a\r\nb\r\nc\r\n")).toEqual({ added: 1, removed: 0 });
  expect(count("a\nb", "")).toEqual({ added: 0, removed: 2 });
  expect(count("", "a")).toEqual({ added: 1, removed: 0 });
  expect(count("a\nb\nc\n", "c\na\nb\n")).toEqual({ added: 1, removed: 1 });
});

it("a proposal's URI names it with its file, and keeps the file's name", () => {
  const parts = proposalUriParts("/src/cart.ts", { id: "p1", file: 2 });
  expect(parts).toEqual({ scheme: "ponder-proposal", path: "/src/cart.ts", query: "p1&2" });
  expect(proposalUriParts("Untitled-1", { id: "p1", file: 0 }).path).toBe("/Untitled-1");
  expect(proposedFileOf(parts)).toEqual({ id: "p1", file: 2 });
  expect(proposedFileOf({ scheme: "file", query: "p1&2" })).toBeUndefined();
  expect(proposedFileOf({ scheme: "ponder-proposal", query: "p1" })).toBeUndefined();
});
