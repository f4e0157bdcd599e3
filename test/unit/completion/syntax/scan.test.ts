import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { languageRules } from "../../../../language-server/completion/syntax/languageRules.js";
import { scan } from "../../../../language-server/completion/syntax/scan.js";

/** What is open at the end of a text: closers, innermost last, or the end of the comment. */
const openAfter = (text: string, languageId: string): string => {
  const { open, comment } = scan(text, languageRules(languageId), undefined, true);
  return comment === undefined ? open.map(({ close }) => close).join(" ") : `comment ${JSON.stringify(comment.close)}`;
};

describe("scan", () => {
  it.each([
    ["typescript", "f(a, [b", ") ]"],
    ["typescript", "f(a) {", "}"],
    ["typescript", 'f("(', ') "'],
    ["typescript", 'f("\\"(', ') "'],
    ["typescript", "const a = 'it", "'"],
    ["typescript", "const a = 'it\nf(", ")"],
    ["typescript", "`a ${b", "` }"],
    ["typescript", "`a ${b} c", "`"],
    ["typescript", "`a ${`b ${c} d`} e", "`"],
    ["typescript", "a; // f(", 'comment "\\n"'],
    ["typescript", "a; // f(\nb(", ")"],
    ["typescript", "/* f( ", 'comment "*/"'],
    ["typescript", "/*/ f(", 'comment "*/"'],
    ["typescript", "/* f( */ g(", ")"],
    ["typescript", "a.replace(/[(/]/g, ", ")"],
    ["typescript", "a / (b", ")"],
    ["typescript", "return /\\(/.test(", ")"],
    ["typescript", '"http://a', '"'],
    ["typescript", "{ f( }", ""],
    ["python", "x = [1, # (\n", "]"],
    ["python", '"""a\n"b" (', '"""'],
    ["python", "f('''it's", ") '''"],
    ["go", "a := `\\", "`"],
    ["go", "f('(', ", ")"],
    ["rust", "fn f<'a>(x: &'a str", ")"],
    ["rust", "s.find('(').unwrap(", ")"],
    ["rust", 'let a = r#"say "(', '"#'],
    ["shellscript", "echo $# (", ")"],
    ["shellscript", "a # (", 'comment "\\n"'],
    ["html", "<!-- a (", 'comment "-->"'],
    ["html", '<a href="x', '"'],
    ["lua", "--[[ a", 'comment "]]"'],
    ["sql", "-- a", 'comment "\\n"'],
    ["css", "/* a", 'comment "*/"'],
    ["markdown", "don't (", ")"],
    ["unheard-of", "it's \"a", '"'],
  ])("%s: %j leaves open: %s", (languageId, text, expected) => {
    expect(openAfter(text, languageId)).toBe(expected);
  });

  it("tells closers of what was open before from those of nothing", () => {
    const rules = languageRules("typescript");
    const before = scan("f([", rules);
    const { outer, unmatched, open } = scan("a], (b)) } {", rules, before);
    expect(outer.map(({ text }) => text)).toEqual(["]", ")"]);
    expect(unmatched.map(({ text }) => text)).toEqual(["}"]);
    expect(open.map(({ close }) => close)).toEqual(["}"]);
  });

  it("does not let a wrong bracket close a right one, unless it is tolerant", () => {
    const rules = languageRules("typescript");
    expect(scan("f([a)", rules).open).toHaveLength(2);
    expect(scan("f([a)", rules, undefined, true).open).toHaveLength(0);
  });

  it.each(["\n", "\r\n"])("a line goes on behind an escaped line end (%j)", (eol) => {
    expect(scan(`f('a\\${eol}b')`, languageRules("typescript"))).toMatchObject({ open: [], unmatched: [] });
  });

  it("reads a text in two parts as it reads it in one", () => {
    const part = fc
      .array(
        fc.constantFrom("(", ")", "[", "]", "{", "}", '"', "`", "${", "a", " ", "\n", "\\a", "/* ", " */", " // "),
        { maxLength: 15 },
      )
      .map((pieces) => pieces.join(""));
    const rules = languageRules("go");
    fc.assert(
      fc.property(part, part, (one, two) => {
        const whole = scan(one + two, rules);
        const parts = scan(two, rules, scan(one, rules));
        // A mark of a comment that is cut in two is none.
        fc.pre(!/[/*\\]$/.test(one.trimEnd()) || !/^\s*[/*]/.test(two));
        expect(parts.open.map(({ close }) => close)).toEqual(whole.open.map(({ close }) => close));
        expect(parts.comment?.close).toBe(whole.comment?.close);
      }),
    );
  });
});
