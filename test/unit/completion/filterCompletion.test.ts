import { describe, expect, it } from "vitest";
import { cursorContext } from "../../../language-server/completion/cursorContext.js";
import { filterCompletion } from "../../../language-server/completion/filterCompletion.js";

const placeOf = (text: string, offset: number) =>
  cursorContext({ uri: "file:///a.ts", languageId: "typescript", version: 1, text, offset });

interface Case {
  readonly name: string;
  /** The document; `▮` is the cursor. */
  readonly text: string;
  /** What the model wrote. */
  readonly written: string;
  /** The document with the completion accepted, or the reason why there is none. */
  readonly after?: string;
  readonly dropped?: string;
}

const cases: readonly Case[] = [
  { name: "end of a line", text: "const a = ▮\n", written: "1;", after: "const a = 1;\n" },
  { name: "blanks at the end go", text: "const a = ▮\n", written: "1;  ", after: "const a = 1;\n" },
  { name: "blanks before more text stay", text: "f(▮b)", written: "a, ", after: "f(a, b)" },
  { name: "only the first line", text: "f(▮", written: "a);\ng(b);", after: "f(a);" },
  { name: "up to a control token", text: "a = ▮", written: "1;<|fim_suffix|>rest", after: "a = 1;" },
  { name: "up to the first control token", text: "a = ▮", written: "1;<|file_sep|>x<｜User｜>", after: "a = 1;" },
  { name: "no thought", text: "a = ▮", written: "<think>\nwell", dropped: "thought" },
  { name: "nothing", text: "a = ▮", written: "", dropped: "blank" },
  { name: "white space", text: "a = ▮", written: "   ", dropped: "blank" },
  { name: "an empty line first", text: "a = ▮", written: "\nb", dropped: "blank" },
  {
    name: "the rest of the line is written again",
    text: "for (let i = 0; ▮i++) {",
    written: "i < n; i++) {",
    after: "for (let i = 0; i < n; i++) {",
  },
  { name: "the rest of the line is all there is", text: "f(▮);", written: ");", dropped: "noChange" },
  { name: "bracket of the editor", text: "f(▮)", written: "a, b)", after: "f(a, b)" },
  { name: "bracket of the editor, more behind it", text: "f(▮)", written: "a);", after: "f(a);" },
  { name: "two brackets of the editor", text: "f([▮])", written: "1, 2]);", after: "f([1, 2]);" },
  { name: "one of two brackets", text: "f([▮])", written: "1, 2]", after: "f([1, 2])" },
  { name: "bracket in the middle", text: "f(▮)", written: "a).then(b)", after: "f(a).then(b)" },
  { name: "brackets of its own", text: "f(▮)", written: "g()", after: "f(g())" },
  { name: "bracket of another kind stays", text: "f(▮]", written: "a)", after: "f(a)]" },
  { name: "brackets and rest", text: "if (▮) {", written: "a) {", after: "if (a) {" },
  {
    name: "the next line again",
    text: "const a = 1;\n▮\nconst b = 2;\n",
    written: "const b = 2;",
    dropped: "duplicateSuffix",
  },
  {
    name: "the next line again, completed",
    text: "  re▮\n\n  return a;\n",
    written: "turn a;",
    dropped: "duplicateSuffix",
  },
  { name: "a closing brace may stand twice", text: "    }\n  ▮\n}\n", written: "}", after: "    }\n  }\n}\n" },
  { name: "Windows line ends", text: "const a = ▮\r\nb\r\n", written: "1;\r", after: "const a = 1;\r\nb\r\n" },
];

describe("filterCompletion", () => {
  it.each(cases)("$name", ({ text, written, after, dropped }) => {
    const offset = text.indexOf("▮");
    const document = text.replace("▮", "");
    const result = filterCompletion(written, placeOf(document, offset), "single");
    if ("dropped" in result) expect(result.dropped).toBe(dropped);
    else expect(document.slice(0, offset) + result.text + document.slice(offset + result.replaces)).toBe(after);
  });

  it.each(cases.filter(({ after }) => after !== undefined))(
    "what is replaced can be seen in what is inserted, so that it can be shown as ghost text: $name",
    ({ text, written }) => {
      const offset = text.indexOf("▮");
      const document = text.replace("▮", "");
      const result = filterCompletion(written, placeOf(document, offset), "single");
      if ("dropped" in result) throw new Error(result.dropped);
      let at = 0;
      for (const char of document.slice(offset, offset + result.replaces)) {
        at = result.text.indexOf(char, at) + 1;
        expect(at).toBeGreaterThan(0);
      }
    },
  );
});
