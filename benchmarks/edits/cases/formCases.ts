import type { EditCase } from "./editCase.js";
import { block, diff, fence, patch } from "./texts.js";

/** The document before and after the one edit that all forms say. */
export const formBefore = [
  "import { load } from 'store';",
  "",
  "export function total(items) {",
  "  let sum = 0;",
  "  for (const item of items) {",
  "    sum += item.price;",
  "  }",
  "  return sum;",
  "}",
  "",
  "export function count(items) {",
  "  // how many “things”",
  "  return items.size + '$&';",
  "}",
  "",
].join("\n");
const old = "  return items.size + '$&';";
const fresh = "  return items.length + '$&';";
export const formAfter = formBefore.replace(old, () => fresh);

const comment = "  // how many “things”";
const hunk = ` ${comment}\n-${old}\n+${fresh}\n }`;
const searchReplace = block(`${comment}\n${old}`, `${comment}\n${fresh}`).trim();
const at = "@@ -12,3 +12,3 @@";
const whole = formAfter.trimEnd();
const count = `export function count(items) {\n${comment}\n${fresh}\n}`;
const git =
  "diff --git a/src/file.js b/src/file.js\nindex 1234567..89abcde 100644\n--- a/src/file.js\n+++ b/src/file.js";
const numbered = (text: string, first: number, mark: string) =>
  text
    .split("\n")
    .map((line, index) => `${String(first + index)}${mark}${line}`)
    .join("\n");

/** One and the same edit in every form, as models write it. */
export const forms: readonly (readonly [string, string])[] = [
  ["SEARCH/REPLACE", searchReplace],
  ["SEARCH/REPLACE with a path", `src/file.js\n${searchReplace}`],
  ["SEARCH/REPLACE with a path in bold", `**src/file.js**\n${searchReplace}`],
  ["SEARCH/REPLACE with a path in a sentence", `I change one line in \`src/file.js\`:\n\n${searchReplace}`],
  ["SEARCH/REPLACE in a fence", fence(searchReplace)],
  ["SEARCH/REPLACE in a fence, the path inside", fence(`src/file.js\n${searchReplace}`)],
  ["SEARCH/REPLACE, the path in the fence's info", fence(searchReplace, "js src/file.js")],
  ["SEARCH/REPLACE with short marks", searchReplace.replaceAll("<<<<<<<", "<<<<<").replaceAll(">>>>>>>", ">>>>>")],
  [
    "SEARCH/REPLACE with Cline's marks",
    searchReplace.replace("<<<<<<< SEARCH", "------- SEARCH").replace(">>>>>>> REPLACE", "+++++++ REPLACE"),
  ],
  [
    "SEARCH/REPLACE with Roo Code's line numbers",
    searchReplace.replace("SEARCH\n", "SEARCH\n:start_line:12\n:end_line:13\n-------\n"),
  ],
  [
    "SEARCH/REPLACE, each part in a fence",
    block(fence(`${comment}\n${old}`), fence(`${comment}\n${fresh}`), "src/file.js"),
  ],
  [
    "SEARCH/REPLACE that leaves lines out",
    block(
      `export function total(items) {\n  // ... existing code ...\n${old}\n}`,
      `export function total(items) {\n  // ... existing code ...\n${fresh}\n}`,
    ),
  ],
  [
    "SEARCH/REPLACE with line numbers",
    block(numbered(`${comment}\n${old}`, 12, ": "), numbered(`${comment}\n${fresh}`, 12, ": ")),
  ],
  ["diff", diff(`${at}\n${hunk}`)],
  ["diff with wrong counts", diff(`@@ -12,30 +12,1 @@\n${hunk}`)],
  ["diff with wrong lines", diff(`@@ -99,3 +99,3 @@\n${hunk}`)],
  ["diff without numbers", diff(`@@ ... @@\n${hunk}`)],
  ["diff with bare @@", diff(`@@\n${hunk}`)],
  ["diff with a section", diff(`${at} export function count(items) {\n${hunk}`)],
  ["diff without @@", diff(hunk)],
  ["diff without file headers", `${at}\n${hunk}`],
  ["diff without prefixes", diff(`${at}\n${hunk}`, "--- src/file.js\n+++ src/file.js")],
  ["diff with times", diff(`${at}\n${hunk}`, "--- a/src/file.js\t2024-01-01\n+++ b/src/file.js\t2024-01-02")],
  ["diff against a copy", diff(`${at}\n${hunk}`, "--- src/file.js.orig\n+++ src/file.js")],
  ["diff of “original” and “modified”", diff(`${at}\n${hunk}`, "--- original\n+++ modified")],
  ["git diff", diff(`${at}\n${hunk}`, git)],
  ["diff with a no-newline marker", diff(`${at}\n${hunk}\n\\ No newline at end of file`)],
  ["diff in a fence", fence(diff(`${at}\n${hunk}`), "diff")],
  ["diff in a fence of another language", fence(diff(`${at}\n${hunk}`))],
  ["diff in a fence, the path above", `**src/file.js**\n${fence(`${at}\n${hunk}`, "diff")}`],
  ["marked lines only in a diff fence", fence(hunk, "diff")],
  ["diff whose context lost its blank", fence(diff(`${at}\n${hunk.replace("\n }", "\n}")}`), "diff")],
  ["patch", patch(`@@\n${hunk}`)],
  ["patch with an anchor", patch(`@@ export function count(items) {\n${hunk}`)],
  ["patch without @@", patch(hunk)],
  ["patch in a fence", fence(patch(`@@\n${hunk}`), "")],
  ["patch without its begin and end", `*** Update File: src/file.js\n@@\n${hunk}`],
  ["patch with an end of file", patch(`@@\n${hunk}\n*** End of File`)],
  ["whole file", fence(whole)],
  ["whole file with a path above", `src/file.js\n\n${fence(whole)}`],
  ["whole file with a heading", `### \`src/file.js\`\n\n${fence(whole)}`],
  ["whole file with a label", `File: src/file.js\n${fence(whole)}`],
  ["whole file with a path in the info", fence(whole, "js:src/file.js")],
  ["whole file with a title", fence(whole, 'js title="src/file.js"')],
  ["whole file with a path in the first comment", fence(`// src/file.js\n${whole}`)],
  ["whole file, line numbers", fence(numbered(whole, 1, " | "))],
  ["one function", fence(count)],
  ["elision at the beginning", fence(`// ... existing code ...\n\n${count}`)],
  ["elision in the middle", fence(`import { load } from 'store';\n\n// ... existing code ...\n\n${count}`)],
];

/** What models, and the ways that answers and files take, do to all forms. */
interface Tolerance {
  readonly name: string;
  readonly answer?: (answer: string) => string;
  readonly document?: (text: string) => string;
  /** Forms that the change makes into something else. */
  readonly except?: RegExp;
}

const indented = (text: string) => text.replace(/^(?=.)/gm, "    ");
const curly = (text: string) => text.replace(/'([^'\n]*)'/g, "‘$1’");
const windows = (text: string) => text.replaceAll("\n", "\r\n");

export const tolerances: readonly Tolerance[] = [
  { name: "as it is" },
  { name: "prose around", answer: (answer) => `I change the property.\n\n${answer}\n\nThat is all.` },
  { name: "an illustration behind it", answer: (answer) => `${answer}\n\nUse it so:\n\n${fence("count([1]);")}` },
  { name: "Windows line ends in the answer", answer: windows },
  { name: "Windows line ends in the document", document: windows },
  { name: "Windows line ends in both", answer: windows, document: windows },
  { name: "byte order mark in the answer", answer: (answer) => `\uFEFF${answer}` },
  { name: "byte order mark in the document", document: (text) => `\uFEFF${text}` },
  { name: "no line end at the end of the document", document: (text) => text.trimEnd() },
  { name: "blank lines around the document", document: (text) => `\n\n${text}\n\n` },
  {
    name: "after a thought with a decoy",
    answer: (answer) => `<think>\n${searchReplace.replace("length", "WRONG")}\n</think>\n${answer}`,
  },
  {
    name: "after a thought that ends in a code block",
    answer: (answer) => `<think>\n${fence(whole.replace("length", "WRONG"))}\n</think>\n\n${answer}`,
  },
  { name: "blank lines around", answer: (answer) => `\n\n${answer}\n\n` },
  { name: "blanks at the line ends of the answer", answer: (answer) => answer.replace(/(?<=[;{}])$/gm, "  ") },
  {
    name: "tabs in the document",
    document: (text) => text.replace(/^(?: {2})+/gm, (blanks) => "\t".repeat(blanks.length / 2)),
  },
  { name: "the document is indented as a whole", document: indented, except: /whole file|elision/ },
  {
    name: "curly quotes in the answer",
    answer: curly,
    except: /one function|elision|leaves lines out/,
  },
  {
    name: "everything in a list",
    answer: (answer) => `1. So:\n\n${answer.replace(/^(?=.)/gm, "   ")}`,
    except: /^(?!.*fence|whole file$|one function)/,
  },
  { name: "the last fence is not closed", answer: (answer) => answer.replace(/\n```$/, ""), except: /each part/ },
  { name: "another language in the fence", answer: (answer) => answer.replaceAll("```js", "```python") },
];

/** Every form with every tolerance. */
export const formCases: readonly EditCase[] = forms.flatMap(([form, answer]) =>
  tolerances
    .filter(({ except }) => except?.test(form) !== true)
    .map(({ name, answer: change = same, document = same }) => ({
      name: `${form}: ${name}`,
      before: document(formBefore),
      answer: change(answer),
      after: document(formAfter),
    })),
);

function same(text: string): string {
  return text;
}
