import { describe, expect, it } from "vitest";
import type { CompletionPlace } from "../../../../language-server/completion/completionPlace.js";
import { CopiedText } from "../../../../language-server/completion/context/copiedText.js";
import type { PieceLimit } from "../../../../language-server/completion/context/gatherer.js";
import { OpenDocuments, type OpenDocument } from "../../../../language-server/completion/context/openDocuments.js";
import { OpenFiles } from "../../../../language-server/completion/context/openFiles.js";
import { firstLines, linesOf, pieceAround } from "../../../../language-server/completion/context/pieces.js";
import { RecentEdits } from "../../../../language-server/completion/context/recentEdits.js";
import { VisitedPlaces } from "../../../../language-server/completion/context/visitedPlaces.js";

const limit: PieceLimit = { lines: 8, bytes: 400 };
const pathOf = (uri: string): string => uri.slice(uri.lastIndexOf("/") + 1);

/** A document whose text a test changes. */
class Document implements OpenDocument {
  readonly languageId = "typescript";
  version = 1;
  constructor(
    readonly uri: string,
    private text: string,
  ) {}
  getText(): string {
    return this.text;
  }
  change(text: string): void {
    this.text = text;
    this.version++;
  }
}

const numbered = (count: number, word = "line"): string =>
  Array.from({ length: count }, (_, at) => `${word} ${at}\n`).join("");

function place(text: string, uri = "file:///here.ts"): CompletionPlace {
  const offset = text.indexOf("|");
  return { uri, languageId: "typescript", version: 1, text: text.replace("|", ""), offset };
}

function opened(...documents: readonly Document[]): OpenDocuments {
  const all = new OpenDocuments();
  for (const document of documents) all.set(document);
  return all;
}

describe("pieces", () => {
  const lines = linesOf(numbered(100));

  it("are the same for places near each other", () => {
    const pieces = new Set(Array.from({ length: 100 }, (_, line) => pieceAround(lines, line, limit)));
    expect(pieces.size).toBeLessThanOrEqual(26);
    for (let line = 0; line < 100; line++) expect(pieceAround(lines, line, limit)).toContain(`line ${line}\n`);
  });

  it("keep to their limits, in whole lines, and begin and end with text", () => {
    const long = linesOf(`\n\n${numbered(3)}${"x".repeat(300)}\n${"y".repeat(300)}\n\n\n`);
    for (let line = 0; line < long.length; line++) {
      const text = pieceAround(long, line, limit);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit.bytes);
      expect(linesOf(text).length - 1).toBeLessThanOrEqual(limit.lines);
      if (text !== "") expect(text).toMatch(/^\S[^]*\S\n$/);
    }
    expect(linesOf(firstLines(long, limit))).toEqual(["line 0", "line 1", "line 2", "x".repeat(300), ""]);
    expect(firstLines(linesOf("\na\r\nb\rc"), limit)).toBe("a\nb\nc\n");
    expect(firstLines(linesOf("a\r\nb\rc"), limit)).toBe("a\nb\nc\n");
  });

  it("are empty where there is nothing, or too much in one line", () => {
    expect(pieceAround([], 3, limit)).toBe("");
    expect(pieceAround(["", "  ", ""], 1, limit)).toBe("");
    expect(pieceAround(["z".repeat(500)], 0, limit)).toBe("");
  });
});

describe("OpenFiles", () => {
  it("finds the piece of each other file that has the most to do with the place", () => {
    const users = new Document(
      "file:///users.ts",
      `${numbered(20, "filler")}export function loadUserProfile(userName: string): UserProfile {\n  return storage.read(userName);\n}\n${numbered(20, "filler")}`,
    );
    const nothing = new Document("file:///nothing.ts", numbered(40, "zebra"));
    const here = new Document("file:///here.ts", "loadUserProfile userName storage\n");
    const gatherer = new OpenFiles(opened(users, nothing, here), pathOf);
    const [chunk, ...others] = gatherer.gather(place("const userProfile = loadUserProfile(storage, user|\n"), limit);
    expect(others).toEqual([]);
    expect(chunk).toMatchObject({ uri: "file:///users.ts", path: "users.ts", kind: "open" });
    expect(chunk?.text).toContain("export function loadUserProfile");
  });

  it("takes the files that were looked at last, and none that are very long", () => {
    const files = Array.from({ length: 12 }, (_, at) => new Document(`file:///${at}.ts`, "alpha beta gamma delta\n"));
    const all = opened(...files, new Document("file:///long.ts", "alpha beta gamma delta\n".repeat(20_000)));
    all.looked("file:///0.ts");
    const found = new OpenFiles(all, pathOf).gather(place("alpha beta gamma |"), limit);
    expect(found.map(({ path }) => path)).toEqual(["0.ts", "11.ts", "10.ts", "9.ts", "8.ts", "7.ts", "6.ts"]);
  });
});

describe("VisitedPlaces", () => {
  it("remembers places that are far from each other, the last first", () => {
    const far = new Document("file:///far.ts", numbered(200));
    const visits = new VisitedPlaces(opened(far), pathOf);
    for (const line of [10, 20, 100, 110, 15]) visits.visited(far.uri, line);
    const texts = visits.gather(place("|"), limit).map(({ text }) => text);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toContain("line 15\n");
    expect(texts[1]).toContain("line 110\n");
  });

  it("shows the text as it is now, and of a closed file as it was", () => {
    const file = new Document("file:///a.ts", numbered(80));
    const documents = opened(file);
    const visits = new VisitedPlaces(documents, pathOf);
    visits.visited(file.uri, 60);
    file.change(numbered(80, "new"));
    expect(visits.gather(place("|"), limit)[0]?.text).toContain("new 60\n");
    visits.closing(file.uri);
    documents.delete(file.uri);
    expect(visits.gather(place("|"), limit)).toMatchObject([{ uri: file.uri, kind: "visited" }]);
    expect(visits.gather(place("|"), limit)[0]?.text).toContain("new 60\n");
    visits.opened(file.uri);
    expect(visits.gather(place("|"), limit)).toEqual([]);
  });

  it("forgets the oldest", () => {
    const files = Array.from({ length: 20 }, (_, at) => new Document(`file:///${at}.ts`, "text\n"));
    const visits = new VisitedPlaces(opened(...files), pathOf);
    for (const { uri } of files) visits.visited(uri, 0);
    expect(visits.gather(place("|"), limit).map(({ path }) => path)).toEqual(
      Array.from({ length: 12 }, (_, at) => `${19 - at}.ts`),
    );
  });
});

describe("RecentEdits", () => {
  const edits = (...documents: readonly Document[]): RecentEdits => {
    const all = new RecentEdits(opened(...documents), pathOf);
    for (const document of documents) all.opened(document);
    return all;
  };

  it("finds where a text was changed, in every file", () => {
    const one = new Document("file:///one.ts", numbered(60));
    const two = new Document("file:///two.ts", numbered(60));
    const all = edits(one, two);
    expect(all.gather(place("|"), limit)).toEqual([]);
    one.change(one.getText().replace("line 40\n", "line forty\n"));
    two.change(two.getText().replace("line 7\n", ""));
    const found = all.gather(place("|"), limit);
    expect(found.map(({ path, kind }) => [path, kind])).toEqual([
      ["two.ts", "edited"],
      ["one.ts", "edited"],
    ]);
    expect(found[0]?.text).toContain("line 8\n");
    expect(found[1]?.text).toContain("line forty\n");
  });

  it("follows a place that moves when lines are added above", () => {
    const file = new Document("file:///a.ts", numbered(100));
    const all = edits(file);
    file.change(file.getText().replace("line 80\n", "line eighty\n"));
    all.gather(place("|"), limit);
    file.change(`${numbered(30, "new")}${file.getText()}`);
    const texts = all.gather(place("|"), limit).map(({ text }) => text);
    expect(texts).toHaveLength(2);
    expect(texts[1]).toContain("line eighty\n");
  });

  it("takes edits near each other as one, and a change of everything as none", () => {
    const file = new Document("file:///a.ts", numbered(100));
    const all = edits(file);
    for (const line of [40, 42, 44]) {
      file.change(file.getText().replace(`line ${line}\n`, `edited ${line}\n`));
      expect(all.gather(place("|"), limit)).toHaveLength(1);
    }
    file.change(numbered(100, "formatted"));
    expect(all.gather(place("|"), limit)).toHaveLength(1);
  });

  it("forgets a file that is closed", () => {
    const file = new Document("file:///a.ts", numbered(20));
    const all = edits(file);
    file.change(numbered(19));
    expect(all.gather(place("|"), limit)).toHaveLength(1);
    all.closed(file.uri);
    expect(all.gather(place("|"), limit)).toEqual([]);
  });
});

describe("CopiedText", () => {
  it("keeps the last pieces of more than one line", () => {
    const copied = new CopiedText(pathOf);
    copied.copied("file:///a.ts", "word");
    copied.copied("file:///a.ts", "one\n\n\n");
    for (let at = 0; at < 6; at++) copied.copied("file:///a.ts", `first ${at}\r\nsecond ${at}`);
    expect(copied.gather(place("|"), limit).map(({ text }) => text)).toEqual(
      [5, 4, 3, 2].map((at) => `first ${at}\nsecond ${at}\n`),
    );
  });

  it("cuts what is too long", () => {
    const copied = new CopiedText(pathOf);
    copied.copied("file:///a.ts", numbered(1_000));
    expect(copied.gather(place("|"), limit)[0]?.text).toBe(numbered(8));
  });
});
