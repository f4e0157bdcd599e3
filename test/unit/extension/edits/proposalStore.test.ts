import { describe, expect, it } from "vitest";
import { countLines, proposalCard } from "../../../../extension/edits/proposalCard.js";
import { isOpen, ProposalStore } from "../../../../extension/edits/proposalStore.js";
import { proposalUriParts, proposedFileOf } from "../../../../extension/edits/proposalUri.js";
import { rewrittenAgain } from "../../../../extension/edits/rewrittenAgain.js";
import { textHash } from "../../../../extension/edits/textHash.js";
import { proposedText, trackFile } from "../../../../extension/edits/trackedFile.js";
import type { EditProposal, FileEdit } from "../../../../protocol/edits.js";

const base = "let a = 1;\nlet b = 2;\nlet c = 3;\n";
const line = (number: number, oldText: string, newText: string) => ({
  range: { start: { line: number, character: 0 }, end: { line: number, character: oldText.length } },
  oldText,
  newText,
});
const edited: FileEdit = {
  uri: "file:///a.ts",
  kind: "edit",
  version: 1,
  hash: textHash(base),
  hunks: [line(1, "let b = 2;", "let b = 20;"), line(2, "let c = 3;", "let c = 30;")],
};
const created: FileEdit = {
  uri: "file:///b.ts",
  kind: "create",
  version: null,
  hash: textHash(""),
  hunks: [line(0, "", "export {};\n")],
};
const proposal = (...files: readonly FileEdit[]): EditProposal => ({ id: "p1", files, summary: "", checks: [] });
const current = [
  { path: "a.ts", text: base },
  { path: "b.ts", text: "" },
];
const source = { turnId: "t1", asked: "file:///a.ts" };
const both = () => {
  const store = new ProposalStore();
  store.add(proposal(edited, created), current, source);
  return store;
};
const cardOf = (store: ProposalStore) => {
  const stored = store.get("p1");
  return stored && proposalCard(stored);
};

describe("the store of proposals", () => {
  it("tells what the panel shows", () => {
    expect(cardOf(both())).toEqual({
      id: "p1",
      state: "open",
      files: [
        { path: "a.ts", kind: "edit", added: 2, removed: 2, hunks: 2, accepted: 0, state: "open" },
        { path: "b.ts", kind: "create", added: 1, removed: 0, hunks: 1, accepted: 0, state: "open" },
      ],
    });
  });

  it("keeps a proposal that was made again from the same answer as one of its own", () => {
    const store = both();
    const first = store.get("p1");
    if (!first) throw new Error("not kept");
    const again = store.add({ ...proposal(edited), id: "p2" }, current, first);
    expect([again.proposal.id, again.files.length, again.turnId]).toEqual(["p2", 1, "t1"]);
    expect(store.get("p1")).toBe(first);
  });

  it("follows the documents of open files only", () => {
    const store = both();
    expect(store.openFor("file:///a.ts")).toEqual([{ id: "p1", file: 0 }]);
    store.follow({ id: "p1", file: 0 }, `// new\n${base}`);
    expect(proposedText(store.get("p1")?.files[0] ?? trackFile(edited, "", ""))).toBe(
      "// new\nlet a = 1;\nlet b = 20;\nlet c = 30;\n",
    );
    store.follow({ id: "p1", file: 0 }, "");
    expect(cardOf(store)).toMatchObject({ state: "stale", files: [{ state: "stale" }, { state: "open" }] });
    store.follow({ id: "p1", file: 0 }, base);
    expect(cardOf(store)).toMatchObject({ state: "open" });
    store.discard(store.openPieces("p1", [0]));
    expect(store.openFor("file:///a.ts")).toEqual([]);
  });

  it("is accepted hunk by hunk, file by file, or as a whole", () => {
    const store = both();
    store.accept([{ id: "p1", file: 0, hunks: [1] }]);
    expect(cardOf(store)).toMatchObject({ state: "open", files: [{ accepted: 1, state: "open" }, {}] });
    expect(store.openPieces("p1")).toEqual([
      { id: "p1", file: 0, hunks: [0] },
      { id: "p1", file: 1, hunks: [0] },
    ]);
    store.discard([{ id: "p1", file: 0, hunks: [0] }]);
    expect(cardOf(store)).toMatchObject({ state: "open", files: [{ accepted: 1, state: "accepted" }, {}] });
    store.accept(store.openPieces("p1"));
    expect(cardOf(store)).toMatchObject({ state: "accepted" });
    expect(store.openPieces("p1")).toEqual([]);
  });

  it("is put back when an edit was not made", () => {
    const store = both();
    const before = store.get("p1");
    store.accept(store.openPieces("p1"));
    if (before) store.put(before);
    expect(cardOf(store)).toMatchObject({ state: "open" });
  });

  it("is over when it was thrown away or taken back as a whole", () => {
    const store = both();
    store.accept(store.openPieces("p1", [0]));
    store.end("p1", "restored");
    expect(cardOf(store)).toMatchObject({ state: "restored" });
    expect(store.openFor("file:///b.ts")).toEqual([]);
    const stored = store.get("p1");
    expect(stored && isOpen(stored)).toBe(false);
  });

  it("knows a proposal by the text it was made for, whatever the version", () => {
    const store = new ProposalStore();
    store.add(proposal(edited), [{ path: "a.ts", text: `// new\n${base}` }], source);
    expect(cardOf(store)).toMatchObject({ state: "stale" });
  });
});

describe("the lines that a code block rewrites", () => {
  const target = { start: { line: 1, character: 0 }, end: { line: 2, character: 10 } };
  const tracked = trackFile({ ...edited, target }, "a.ts", base);
  const again = (text: string) => {
    const place = rewrittenAgain(tracked, text);
    return place && text.slice(place.start, place.end);
  };
  it("are found again where they stand once, as whole lines", () => {
    expect(again(base)).toBe("let b = 2;\nlet c = 3;");
    expect(again(`// new\n${base}`)).toBe("let b = 2;\nlet c = 3;");
    expect(again(`${base}${base}`)).toBeUndefined();
    expect(again(base.replace("let b", "  let b"))).toBeUndefined();
    expect(again("")).toBeUndefined();
  });
  it("are the whole document where they were that", () => {
    const whole = { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } };
    expect(rewrittenAgain(trackFile({ ...edited, target: whole }, "a.ts", base), "x")).toEqual({ start: 0, end: 1 });
  });
  it("are not known without a target, or when a part was accepted", () => {
    expect(rewrittenAgain(trackFile(edited, "a.ts", base), base)).toBeUndefined();
    const hunks = tracked.hunks.map((hunk) => ({ ...hunk, state: "accepted" as const }));
    expect(rewrittenAgain({ ...tracked, hunks }, base)).toBeUndefined();
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
