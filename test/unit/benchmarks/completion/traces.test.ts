import fc from "fast-check";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { EditorTyping } from "../../../../benchmarks/completion/traces/editorTyping.js";
import { chooseHoles, withoutHoles } from "../../../../benchmarks/completion/traces/holes.js";
import { firstPieces } from "../../../../benchmarks/completion/traces/firstPieces.js";
import { readRecording } from "../../../../benchmarks/completion/traces/recording.js";
import { pauseBetweenKeys, pausesFor } from "../../../../benchmarks/completion/traces/rhythm.js";
import { readSourceFile, sessionFiles } from "../../../../benchmarks/completion/traces/sourceFiles.js";
import {
  applyEdits,
  isEnter,
  isKeystroke,
  readTrace,
  writeTrace,
  type TraceEvent,
} from "../../../../benchmarks/completion/traces/trace.js";
import { typeHole, typeSession } from "../../../../benchmarks/completion/traces/typist.js";
import { seededRandom } from "../../../../benchmarks/support/seededRandom.js";
import { quantile } from "../../../../benchmarks/support/statistics.js";

/** Somebody who makes no mistakes. */
const careful = () => 0.99;

/** The text of the last document after all events. */
function replayed(events: readonly TraceEvent[], uri: string): string {
  return events
    .filter((event) => event.uri === uri)
    .reduce((text, event) => event.text ?? applyEdits(text, event.edits ?? []), "");
}

function typed(before: string, target: string, after: string, languageId = "typescript") {
  const editor = new EditorTyping(before + after, before.length, languageId);
  const keys = typeHole(editor, target, careful);
  return { text: editor.text, edits: keys.map(({ key }) => (key.moved === true ? "moved" : key.edits[0]?.[2])) };
}

describe("typing", () => {
  test("brackets and quotes come with their partner, which is typed over", () => {
    const { text, edits } = typed("", `f("a");`, "\n");
    expect(text).toBe(`f("a");\n`);
    expect(edits).toEqual(["f", "()", `""`, "a", `"`, ")", ";"]);
  });

  test("Enter between brackets moves the closing one down, and the caret passes it later", () => {
    const { text, edits } = typed("", "if (a) {\n  b();\n}", "\n  c;\n");
    expect(text).toBe("if (a) {\n  b();\n}\n  c;\n");
    expect(edits).toContain("\n  \n");
    expect(edits.at(-1)).toBe("moved");
  });

  test("indentation that is not wanted is taken back, what is missing is added", () => {
    const back = typed("  a;", "\nb;", "\n  c;");
    expect(back.text).toBe("  a;\nb;\n  c;");
    expect(back.edits).toEqual(["\n  ", "", "b", ";"]);
    expect(typed("a =", "\n    b;", "\n  c;").edits).toEqual(["\n", "    ", "b", ";"]);
  });

  test("Python's colon makes the next line deeper", () => {
    expect(typed("    x = 1", "\n    if x:\n        y()", "\n    z", "python").edits).toContain("\n        ");
  });

  test("a partner that the text does not have is deleted", () => {
    const { text, edits } = typed("", "it's (", "\n");
    expect(text).toBe("it's (\n");
    expect(edits.at(-1)).toBe("");
  });

  test("whatever is typed stands there afterwards, mistakes or not", () => {
    const code = fc.string({ unit: fc.constantFrom(...Array.from("ab (){}[]\"'`;:\n  ")), maxLength: 60 });
    fc.assert(
      fc.property(
        code,
        code,
        fc.integer(),
        fc.constantFrom("typescript", "python"),
        (target, rest, seed, languageId) => {
          const after = `\n${rest}`;
          const editor = new EditorTyping(`  x\n  y${after}`, 7, languageId);
          let text = `  x\n  y${after}`;
          for (const { key } of typeHole(editor, target, seededRandom(seed))) text = applyEdits(text, key.edits);
          expect(editor.text).toBe(`  x\n  y${target}${after}`);
          expect(text).toBe(editor.text);
        },
      ),
    );
  });
});

test("pauses are as long as people make them", () => {
  const random = seededRandom(1);
  const pauses = Array.from({ length: 20_000 }, () => pauseBetweenKeys(random()));
  const longer = (ms: number) => pauses.filter((pause) => pause > ms).length / pauses.length;
  expect(quantile(pauses, 0.5)).toBeGreaterThan(100);
  expect(quantile(pauses, 0.5)).toBeLessThan(120);
  for (const [ms, share] of [
    [75, 0.72],
    [150, 0.37],
    [350, 0.16],
    [1000, 0.07],
    [2000, 0.04],
  ] as const) {
    expect(longer(ms)).toBeCloseTo(share, 1.7);
  }
});

test("long pauses come where people think", () => {
  const isBoundary = Array.from({ length: 400 }, (_, at) => at % 4 === 0);
  const pauses = pausesFor(isBoundary, seededRandom(3));
  const long = pauses.flatMap((ms, at) => (ms > 350 ? [at] : []));
  expect(long.length).toBeGreaterThan(20);
  expect(long.every((at) => isBoundary[at])).toBe(true);
});

test("holes are in order, apart, and make the file whole again", async () => {
  const { text } = await readSourceFile("@huggingface/jinja", "src/parser.ts");
  const holes = chooseHoles(text, 8, seededRandom(2));
  expect(holes.length).toBeGreaterThan(4);
  holes.forEach((hole, at) => expect(hole.start).toBeGreaterThan(holes[at - 1]?.end ?? 0));
  const missing = holes.reduce((all, { start, end }) => all + end - start, 0);
  expect(withoutHoles(text, holes)).toHaveLength(text.length - missing);
});

describe("sessions", () => {
  test("every session ends with the files as they are, and is the same for a seed", async () => {
    for (const { name, files } of sessionFiles) {
      const read = await Promise.all(files.map(([packageName, file]) => readSourceFile(packageName, file)));
      const { events } = typeSession(name, read, { holes: 3 }, seededRandom(9));
      for (const { uri, text } of read) expect(replayed(events, uri)).toBe(text);
      expect(typeSession(name, read, { holes: 3 }, seededRandom(9)).events).toEqual(events);
      expect(events.filter(isKeystroke).length).toBeGreaterThan(50);
      expect(events.some(isEnter)).toBe(true);
    }
  });

  test("a package under another licence is refused", async () => {
    await expect(readSourceFile("diff", "package.json")).rejects.toThrow("BSD");
  });

  test("a trace survives its file", () => {
    const events: TraceEvent[] = [
      { t_ms: 0, kind: "open", uri: "file:///a.ts", text: "a" },
      { t_ms: 5, kind: "edit", uri: "file:///a.ts", edits: [[1, 1, "b"]], caret: 2 },
    ];
    expect(readTrace("x", writeTrace({ name: "x", events }))).toEqual({ name: "x", events });
    expect(() => readTrace("x.jsonl", `{"kind":"jump"}\n`)).toThrow("Line 1 of x.jsonl");
  });
});

test("a session is cut between two pieces", () => {
  const event = (seconds: number, kind: TraceEvent["kind"]): TraceEvent => ({
    t_ms: 1000 * seconds,
    kind,
    uri: "file:///a.ts",
  });
  const events = [event(0, "open"), event(1, "edit"), event(2, "pause"), event(3, "edit"), event(9, "pause")];
  expect(firstPieces({ name: "x", events }, 5)).toEqual({ name: "x", events: events.slice(0, 3) });
  expect(firstPieces({ name: "x", events }, 9).events).toEqual(events);
  expect(firstPieces({ name: "x", events }, 1).events).toEqual([]);
});

describe("recordings", () => {
  test("the public form becomes a trace", async () => {
    const file = path.resolve(import.meta.dirname, "../../../fixtures/recordings/two-documents.recording.w.json");
    const { events } = readRecording("two documents", await readFile(file, "utf8"));
    const [greet, readme] = ["file:///workspace/src/greet.ts", "file:///workspace/README.md"];
    expect(events.map(({ t_ms, kind, uri, caret }) => [t_ms, kind, uri === greet ? "greet" : "readme", caret])).toEqual(
      [
        [0, "open", "greet", undefined],
        [500, "open", "readme", undefined],
        [1000, "focus", "greet", 0],
        [1100, "caret", "greet", 28],
        [1500, "edit", "greet", 31],
        [1612, "edit", "greet", 32],
        [1700, "edit", "greet", 31],
        [1900, "setContent", "greet", undefined],
        [2000, "setContent", "greet", undefined],
        [3000, "focus", "readme", 8],
        [3000, "edit", "readme", 8],
      ],
    );
    expect(events.filter(isKeystroke)).toHaveLength(4);
    expect(events.filter(isEnter)).toHaveLength(1);
    expect(replayed(events, greet)).toBe("export const greet = () => {\n  \n};\n");
    expect(replayed(events, readme)).toBe("# Greet!\n");
  });

  test("something else is refused", () => {
    expect(() => readRecording("x", "{}")).toThrow("no log");
  });
});
