import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { violations } from "../../../../benchmarks/completion/violations.js";
import type { CompletionPlace } from "../../../../language-server/completion/completionPlace.js";
import { cursorContext } from "../../../../language-server/completion/cursorContext.js";
import { filterCompletion } from "../../../../language-server/completion/filterCompletion.js";
import type { Candidate } from "../../../../language-server/completion/filters/filter.js";

const languages = ["typescript", "python", "go", "rust", "c", "html", "css", "json", "yaml", "markdown", "shellscript"];

/** Pieces of text in which all that the filters look at comes up often. */
const piece = fc.constantFrom(
  ...["a", "total", "return", "if", "foo", "bar", " ", " ", " ", "  ", "\t", "\n", "\n", "\n  ", "\n    ", "\r\n"],
  ...[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    "`",
    "${",
    ";",
    ",",
    ":",
    "=",
    "=>",
    ".",
    "<",
    ">",
    "#",
    "//",
    "/*",
    "*/",
  ],
  ...["f(a)", "g();", "{\n  x();\n}", "const b = 1;", "<|fim_pad|>", "<|im_end|>", "```", "😀", "é", "\\"],
);
const text = fc.array(piece, { maxLength: 24 }).map((pieces) => pieces.join(""));
/** A caret with, now and then, what an editor puts behind it. */
const place = fc
  .record({
    languageId: fc.constantFrom(...languages),
    before: text,
    closers: fc.constantFrom("", ")", "]", "}", '"', '")', "])", "});"),
    after: text,
  })
  .map(({ languageId, before, closers, after }): CompletionPlace => ({
    uri: "file:///a",
    languageId,
    version: 1,
    text: before + closers + after,
    offset: before.length,
  }));
const lines = fc.constantFrom("single" as const, "multi" as const);

/**
 * The same cases each time, so that a change is what makes it fail. `PONDER_SEED` takes others: each that ever failed
 * was a mistake of the filters, of the scanner or of the checker.
 */
const seed = Number(process.env["PONDER_SEED"] ?? 1);

/** Runs a check over completions that would be shown. */
function everyShown(check: (result: Candidate, where: CompletionPlace, lines: "single" | "multi") => void): void {
  let shown = 0;
  fc.assert(
    fc.property(place, text, lines, (where, written, wanted) => {
      const result = filterCompletion(written, cursorContext(where), wanted);
      if ("dropped" in result) return;
      shown++;
      check(result, where, wanted);
    }),
    { seed, numRuns: 3000 },
  );
  expect(shown).toBeGreaterThan(300);
}

describe("what the filters let through", () => {
  it("has no control tokens", () => {
    everyShown(({ text: result }) => expect(result).not.toMatch(/<\|\w+\|>/));
  });

  it("does not end with blanks, unless text follows that needs them", () => {
    everyShown(({ text: result, replaces }, where) => {
      const rest = cursorContext(where).after.slice(replaces);
      if (rest.trim() === "") expect(result).toMatch(/\S$/u);
    });
  });

  it("never breaks what the checker of the benchmark looks at", () => {
    everyShown((result, where) =>
      expect(violations(where, { insertText: result.text, replaces: result.replaces })).toEqual([]),
    );
  });

  it("does not change when it is filtered again", () => {
    everyShown((result, where, wanted) =>
      expect(filterCompletion(result.text, cursorContext(where), wanted)).toEqual(result),
    );
  });

  it("replaces nothing beyond the caret's line, and has one line where one is wanted", () => {
    everyShown((result, where, wanted) => {
      expect(result.replaces).toBeLessThanOrEqual(cursorContext(where).after.length);
      if (wanted === "single") expect(result.text).not.toMatch(/[\r\n]/);
    });
  });

  it("has the document's line ends", () => {
    everyShown((result, where) => {
      if (cursorContext(where).eol === "\n") expect(result.text).not.toContain("\r");
      else expect(result.text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    });
  });
});
