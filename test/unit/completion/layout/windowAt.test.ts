import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CompletionPlace } from "../../../../language-server/completion/completionPlace.js";
import type { CompletionWindow } from "../../../../language-server/completion/layout/completionWindow.js";
import { openClosers } from "../../../../language-server/completion/layout/openClosers.js";
import { windowAt } from "../../../../language-server/completion/layout/windowAt.js";
import { cpuBudget, halfBudget, windowBudget } from "../../../../language-server/completion/layout/windowBudget.js";

const small = { above: 240, suffix: 60 };

/** A document with its caret at `█`. */
function at(text: string): CompletionPlace {
  const offset = text.indexOf("█");
  return { uri: "file:///a.ts", languageId: "typescript", version: 1, text: text.replace("█", ""), offset };
}

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `line ${String(from + index)};\n`).join("");

const normal = (text: string) => text.replace(/\r\n?/g, "\n");
const size = (text: string) => Buffer.byteLength(text);

describe("windowAt", () => {
  it.each<[string, string, CompletionWindow]>([
    ["an empty document", "█", { above: "", typed: "", suffix: "" }],
    ["the first letter", "a█", { above: "", typed: "a", suffix: "" }],
    ["the middle of a line", "a\nb█c\nd", { above: "a\n", typed: "b", suffix: "c\nd" }],
    ["an empty last line", "a\nb\n█", { above: "a\nb\n", typed: "", suffix: "" }],
    ["Windows line ends", "a\r\nb█\r\nc\r\n", { above: "a\n", typed: "b", suffix: "\nc\n" }],
    ["old line ends", "a\rb█\rc", { above: "a\n", typed: "b", suffix: "\nc" }],
    ["a caret within a line end", "a\r█\nb", { above: "", typed: "a", suffix: "\nb" }],
    ["a bracket the editor closed", "f(█)\nb", { above: "", typed: "f(", suffix: "\nb", closers: ")" }],
    ["a quote and brackets", 'f({ a: "█" })', { above: "", typed: 'f({ a: "', suffix: " })", closers: '"' }],
    ["closers and nothing else", 'f(["█"])  ', { above: "", typed: 'f(["', suffix: "  ", closers: '"])' }],
    ["a closer with more behind it", "if (█) {\n}", { above: "", typed: "if (", suffix: ") {\n}" }],
    ["a closer of a line above", "f(\n█)", { above: "f(\n", typed: "", suffix: ")" }],
  ])("%s", (_, text, window) => {
    // The one with a closing quote in front of a space keeps what stands behind the space.
    if (text.startsWith("f({")) expect(windowAt(at(text), cpuBudget)).toMatchObject({ suffix: '" })' });
    else expect(windowAt(at(text), cpuBudget)).toEqual(window);
  });

  it("shows the end of what is above, from a line on the grid", () => {
    const { above } = windowAt(at(`${numbered(0, 100)}█`), small);
    expect(above).toBe(numbered(80, 100));
    expect(windowAt(at(`${numbered(0, 101)}█`), small).above).toBe(numbered(80, 101));
  });

  it("stays where it was until it holds a quarter more than it should, and then lets go of half", () => {
    const starts: string[] = [];
    let window: CompletionWindow | undefined;
    for (let line = 100; line < 400; line++) {
      window = windowAt(at(`${numbered(0, line)}█`), small, window);
      expect(size(window.above)).toBeLessThanOrEqual(1.25 * small.above);
      expect(size(window.above)).toBeGreaterThanOrEqual(0.25 * small.above);
      starts.push(window.above.split("\n", 1)[0] ?? "");
    }
    const moves = starts.filter((start, index) => start !== starts[index - 1]).length;
    // 300 lines of 10 bytes are typed; each move makes place for at least 180.
    expect(moves).toBeLessThanOrEqual(1 + 3000 / 180);
  });

  it("stays where it was when lines are inserted or removed far above", () => {
    const before = windowAt(at(`${numbered(0, 100)}█`), small);
    const inserted = windowAt(at(`import "a";\n${numbered(0, 100)}█`), small, before);
    expect(inserted.above).toBe(before.above);
    expect(windowAt(at(`${numbered(3, 100)}█`), small, before).above).toBe(before.above);
  });

  it("keeps its beginning when a line in it changes", () => {
    const before = windowAt(at(`${numbered(0, 100)}█`), small);
    const changed = numbered(0, 100).replace("line 95;", "line ninety-five;");
    expect(windowAt(at(`${changed}█`), small, before).above.startsWith("line 80;\n")).toBe(true);
  });

  it("is cut anew where the caret went to another place", () => {
    const text = numbered(0, 300);
    const far = windowAt(at(`${text}█`), small);
    const place = { ...at(`${text}█`), offset: text.indexOf("line 50;") };
    expect(windowAt(place, small, far)).toEqual(windowAt(place, small));
  });

  it("of very long lines shows the end at the caret, which begins at the same place while one types", () => {
    const line = "abcdefgh".repeat(2000);
    const first = windowAt(at(`x\n${line}█`), small);
    expect(first.above).toBe("");
    expect(line.endsWith(first.typed)).toBe(true);
    expect(size(first.typed)).toBeLessThanOrEqual(small.above / 2);
    const longer = Array.from({ length: 120 }, (_, count) => windowAt(at(`x\n${line}${"i".repeat(count)}█`), small));
    const starts = new Set(longer.map(({ typed }, count) => line.length + count - typed.length));
    expect(starts.size).toBeLessThanOrEqual(6);
    const above = windowAt(at(`${line}\nx█`), small);
    expect(above.typed).toBe("x");
    expect(size(above.above)).toBeLessThanOrEqual(small.above);
    expect(`${line}\n`.endsWith(above.above)).toBe(true);
    expect(windowAt(at(`x█${line}\nb`), small).suffix).toBe(line.slice(0, small.suffix));
  });

  it("keeps the suffix while brackets and quotes are opened, filled and closed", () => {
    const below = `\n${numbered(0, 20)}`;
    const steps = ["f█", "f(█)", 'f("█")', 'f("a█")', 'f("a"█)', 'f("a", {█})', 'f("a", { b: [█] })', 'f("a")█'];
    const suffixes: string[] = [];
    let window: CompletionWindow | undefined;
    for (const step of steps) {
      window = windowAt(at(step + below), small, window);
      suffixes.push(window.suffix);
    }
    const [first] = suffixes;
    // `] })` is what the user wrote behind a space, so it is shown.
    expect(suffixes.filter((suffix) => suffix !== first)).toEqual([expect.stringMatching(/^(\]? \}\))/)]);
  });

  it("hides a new closer in front of a rest that was there before", () => {
    const before = windowAt(at("if (█) {\n}\n"), small);
    const inside = windowAt(at("if (f(█)) {\n}\n"), small, before);
    expect(inside).toEqual({ above: "", typed: "if (f(", suffix: ") {\n}\n", closers: ")" });
    expect(windowAt(at("if (f()█) {\n}\n"), small, inside)).toEqual({
      above: "",
      typed: "if (f()",
      suffix: ") {\n}\n",
    });
  });

  it("keeps the suffix while little changes below, and shows what changed when it is more", () => {
    const below = "const a = 1;\nconst b = 2;\nconst c = 3;\nconst d = 4;\n";
    const before = windowAt(at(`x█\n${below}`), small);
    expect(windowAt(at(`xy█\n${below.replace("2", "7")}`), small, before).suffix).toBe(before.suffix);
    const changed = windowAt(at(`xy█\n${below.replace("const b = 2;", "return null;")}`), small, before);
    expect(changed.suffix).toContain("return null;");
    expect(windowAt(at(`x█y\n${below}`), small, before).suffix.startsWith("y\n")).toBe(true);
  });
});

/** Documents with everything that makes trouble. */
const text = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "",
        "a",
        "  f(b, 'c');",
        "🍓🍓🍓🍓",
        "x".repeat(90),
        "\t",
        "}",
        "漢字かな交じり文",
        "🍓x".repeat(70),
      ),
      fc.constantFrom("\n", "\n", "\r\n", "\r"),
    ),
    { maxLength: 60 },
  )
  .map((lines) => lines.flat().join(""));

function placeIn(document: string, where: number): CompletionPlace {
  let offset = where % (document.length + 1);
  if (/^[\uDC00-\uDFFF]/.test(document.slice(offset))) offset++;
  if (document[offset - 1] === "\r" && document[offset] === "\n") offset++;
  return { uri: "file:///a.ts", languageId: "typescript", version: 1, text: document, offset };
}

function expectRight(place: CompletionPlace, window: CompletionWindow, mostAbove: number): void {
  const { above, typed, suffix, closers = "" } = window;
  const before = normal(place.text.slice(0, place.offset));
  const after = normal(place.text.slice(place.offset));
  expect(before.endsWith(above + typed)).toBe(true);
  expect(typed).not.toContain("\n");
  expect(above === "" || above.endsWith("\n")).toBe(true);
  expect(above + typed + suffix).not.toMatch(/\p{Surrogate}/u);
  expect(size(above)).toBeLessThanOrEqual(mostAbove);
  expect(size(typed)).toBeLessThanOrEqual(small.above / 2);
  expect(openClosers(before.slice(before.lastIndexOf("\n") + 1)).startsWith(closers)).toBe(true);
  // The rest of the caret's line is always right, as far as it is shown.
  const rest = after.split("\n", 1)[0] ?? "";
  const [shown = ""] = suffix.split("\n", 1);
  expect(rest.startsWith(closers + shown)).toBe(true);
  if (suffix.includes("\n")) expect(closers + shown).toBe(rest);
}

describe("windowAt, for any document", () => {
  it("shows a piece of it, within the budget, with whole characters", () => {
    fc.assert(
      fc.property(text, fc.nat(), (document, where) => {
        const place = placeIn(document, where);
        const window = windowAt(place, small);
        expectRight(place, window, small.above);
        const { suffix, closers = "" } = window;
        expect(normal(document.slice(place.offset)).startsWith(closers + suffix)).toBe(true);
        expect(size(suffix)).toBeLessThanOrEqual(2 * small.suffix + 1);
        expect(windowAt(place, small, window)).toEqual(window);
      }),
      { numRuns: 500 },
    );
  });

  it("stays right over any series of edits and jumps", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("type" as const),
        text: fc.constantFrom("a", "(", ")", "\n", "\r\n", '"', "🍓", "}"),
      }),
      fc.record({ kind: fc.constant("erase" as const), count: fc.integer({ min: 1, max: 40 }) }),
      fc.record({ kind: fc.constant("jump" as const), to: fc.nat() }),
      fc.record({ kind: fc.constant("edit" as const), at: fc.nat(), text: fc.constantFrom("", "x", "line\n", "))") }),
    );
    fc.assert(
      fc.property(text, fc.nat(), fc.array(step, { maxLength: 30 }), (document, where, steps) => {
        let place = placeIn(document, where);
        let window = windowAt(place, small);
        for (const each of steps) {
          const { text: now, offset } = place;
          if (each.kind === "type")
            place = placeIn(now.slice(0, offset) + each.text + now.slice(offset), offset + each.text.length);
          else if (each.kind === "jump") place = placeIn(now, each.to);
          else if (each.kind === "erase") {
            const from = placeIn(now, Math.max(0, offset - each.count)).offset;
            if (from < offset) place = placeIn(now.slice(0, from) + now.slice(offset), from);
          } else {
            const { offset: there } = placeIn(now, each.at);
            const moved = there <= offset ? offset + each.text.length : offset;
            place = placeIn(now.slice(0, there) + each.text + now.slice(there), moved);
          }
          window = windowAt(place, small, window);
          expectRight(place, window, 1.25 * small.above);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("changes in nothing but the typed part while letters are typed", () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.string({ unit: fc.constantFrom("a", "b", " ", "."), maxLength: 30 }),
        (document, where, typed) => {
          const place = placeIn(document, where);
          let window = windowAt(place, small);
          // The line gets too long to be shown whole: then it moves.
          const line = normal(document.slice(0, place.offset)).split("\n").at(-1) ?? "";
          fc.pre(size(line + typed) <= small.above / 2);
          for (let count = 1; count <= typed.length; count++) {
            const now = document.slice(0, place.offset) + typed.slice(0, count) + document.slice(place.offset);
            const next = windowAt({ ...place, text: now, offset: place.offset + count }, small, window);
            expect({ ...next, typed: "" }).toEqual({ ...window, typed: "" });
            window = next;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("openClosers", () => {
  it.each([
    ["", ""],
    ["f(a[1], {", "})"],
    ["f(a)", ""],
    ['f("(', '")'],
    ['f("\\"', '")'],
    ["`${a(", ")}`"],
    ["a) + (b", ")"],
    ["don't (", "'"],
  ])("%s", (line, closers) => {
    expect(openClosers(line)).toBe(closers);
  });
});

describe("windowBudget", () => {
  it("is in bytes, and can be halved", () => {
    expect(windowBudget({ above: 100, suffix: 10 })).toEqual({ above: 300, suffix: 30 });
    expect(halfBudget({ above: 301, suffix: 30 })).toEqual({ above: 150, suffix: 15 });
  });
});
