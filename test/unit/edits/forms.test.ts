import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextDocument } from "vscode-languageserver-textdocument";
import { makeProposal } from "../../../language-server/edits/makeProposal.js";
import { matchAnswer } from "../../../language-server/edits/matchAnswer.js";
import { splitLines } from "../../../language-server/edits/lines.js";
import { splitPastedAnswer } from "../../../language-server/thinking/splitPastedAnswer.js";
import { type ErrorCode, PonderFailure } from "../../../protocol/errors.js";
import { failure } from "../../support/failure.js";

const before = [
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
  "  // how many",
  "  return items.size;",
  "}",
  "",
].join("\n");
const after = before.replace("items.size", "items.length");
const old = "  return items.size;";
const fresh = "  return items.length;";

const open = (text: string) => TextDocument.create("file:///work/src/file.js", "javascript", 3, text);
function run(answer: string, text = before) {
  const document = open(text);
  const proposal = makeProposal(document, answer, { start: 0, end: splitLines(text).length - 1 });
  const edits = proposal.files.flatMap(({ hunks }) => hunks);
  return { proposal, text: TextDocument.applyEdits(document, edits) };
}

const fence = (text: string, info = "") => `\`\`\`${info}\n${text}\n\`\`\``;
const hunk = `   // how many\n-${old}\n+${fresh}\n }`;
const searchReplace = `<<<<<<< SEARCH\n${old}\n=======\n${fresh}\n>>>>>>> REPLACE`;
const patch = (body: string) => `*** Begin Patch\n*** Update File: src/file.js\n${body}\n*** End Patch`;
const diff = (body: string, header = "--- a/src/file.js\n+++ b/src/file.js") => `${header}\n${body}`;

/** One and the same edit in every form, as models write it. */
const forms: readonly (readonly [string, string])[] = [
  ["SEARCH/REPLACE", searchReplace],
  ["SEARCH/REPLACE with a path", `src/file.js\n${searchReplace}`],
  ["SEARCH/REPLACE with a path in bold", `**src/file.js**\n${searchReplace}`],
  ["SEARCH/REPLACE in a fence", fence(searchReplace, "js")],
  ["SEARCH/REPLACE, the path in the fence's info", fence(searchReplace, "js src/file.js")],
  ["SEARCH/REPLACE with short marks", searchReplace.replaceAll("<<<<<<<", "<<<<<").replaceAll(">>>>>>>", ">>>>>")],
  ["diff", diff(`@@ -12,3 +12,3 @@\n${hunk}`)],
  ["diff with wrong counts", diff(`@@ -12,30 +12,1 @@\n${hunk}`)],
  ["diff with wrong lines", diff(`@@ -99,3 +99,3 @@\n${hunk}`)],
  ["diff without numbers", diff(`@@ ... @@\n${hunk}`)],
  ["diff with bare @@", diff(`@@\n${hunk}`)],
  ["diff with a section", diff(`@@ -12,3 +12,3 @@ export function count(items) {\n${hunk}`)],
  ["diff without @@", diff(hunk)],
  ["diff without file headers", `@@ -12,3 +12,3 @@\n${hunk}`],
  ["diff without prefixes", diff(`@@ -12,3 +12,3 @@\n${hunk}`, "--- src/file.js\n+++ src/file.js")],
  [
    "diff with times",
    diff(`@@ -12,3 +12,3 @@\n${hunk}`, "--- a/src/file.js\t2024-01-01\n+++ b/src/file.js\t2024-01-02"),
  ],
  [
    "git diff",
    diff(
      `@@ -12,3 +12,3 @@\n${hunk}`,
      "diff --git a/src/file.js b/src/file.js\nindex 1234567..89abcde 100644\n--- a/src/file.js\n+++ b/src/file.js",
    ),
  ],
  ["diff with a no-newline marker", diff(`@@ -12,3 +12,3 @@\n${hunk}\n\\ No newline at end of file`)],
  ["diff in a fence", fence(diff(`@@ -12,3 +12,3 @@\n${hunk}`), "diff")],
  ["diff in a fence of another language", fence(diff(`@@ -12,3 +12,3 @@\n${hunk}`), "js")],
  ["marked lines only in a diff fence", fence(hunk, "diff")],
  ["diff whose context lost its blank", fence(diff(`@@ -12,3 +12,3 @@\n${hunk.replace("\n }", "\n}")}`), "diff")],
  ["patch", patch(`@@\n${hunk}`)],
  ["patch with an anchor", patch(`@@ export function count(items) {\n${hunk}`)],
  ["patch without @@", patch(hunk)],
  ["patch in a fence", fence(patch(`@@\n${hunk}`))],
  ["patch without its begin and end", `*** Update File: src/file.js\n@@\n${hunk}`],
  ["patch with an end of file", patch(`@@\n${hunk}\n*** End of File`)],
  ["whole file", fence(after.trimEnd(), "js")],
  ["whole file with a path above", `src/file.js\n\n${fence(after.trimEnd(), "js")}`],
  ["whole file with a heading", `### \`src/file.js\`\n\n${fence(after.trimEnd(), "js")}`],
  ["whole file with a label", `File: src/file.js\n${fence(after.trimEnd(), "js")}`],
  ["whole file with a path in the info", fence(after.trimEnd(), "js:src/file.js")],
  ["whole file with a title", fence(after.trimEnd(), 'js title="src/file.js"')],
  ["one function", fence(`export function count(items) {\n  // how many\n${fresh}\n}`, "js")],
  [
    "elision at the beginning",
    fence(`// ... existing code ...\n\nexport function count(items) {\n  // how many\n${fresh}\n}`, "js"),
  ],
  [
    "elision in the middle",
    fence(
      `import { load } from 'store';\n\n// ... existing code ...\n\nexport function count(items) {\n  // how many\n${fresh}\n}`,
      "js",
    ),
  ],
  [
    "line numbers, whole file",
    fence(
      after
        .trimEnd()
        .split("\n")
        .map((line, at) => `${String(at + 1)} | ${line}`)
        .join("\n"),
      "js",
    ),
  ],
  [
    "line numbers in SEARCH/REPLACE",
    `<<<<<<< SEARCH\n12:   // how many\n13: ${old}\n=======\n12:   // how many\n13: ${fresh}\n>>>>>>> REPLACE`,
  ],
];

/** What models and the ways of their answers do to all forms. */
const tolerances: readonly (readonly [string, (answer: string) => string])[] = [
  ["as it is", (answer) => answer],
  ["prose around", (answer) => `I change the property.\n\n${answer}\n\nThat is all.`],
  ["Windows line ends", (answer) => answer.replaceAll("\n", "\r\n")],
  ["byte order mark", (answer) => `\uFEFF${answer}`],
  ["blanks at line ends", (answer) => answer.replace(/(?<=[;{}])$/gm, "  ")],
  [
    "after a thought with a decoy",
    (answer) => `<think>\n${searchReplace.replace("length", "WRONG")}\n</think>\n${answer}`,
  ],
  ["blank lines around", (answer) => `\n\n${answer}\n\n`],
];
const trailing = (text: string) => text.replace(/[ \t]+$/gm, "");

describe.each(forms)("%s", (_form, answer) => {
  it.each(tolerances)("%s", (_name, change) => {
    const { answer: visible } = splitPastedAnswer(change(answer));
    const { proposal, text } = run(visible);
    expect(trailing(text)).toBe(after);
    expect(proposal.failures).toBeUndefined();
  });

  it("in a document with Windows line ends", () => {
    expect(run(answer, before.replaceAll("\n", "\r\n")).text).toBe(after.replaceAll("\n", "\r\n"));
  });
});

describe("refusals", () => {
  const twice = "a();\nb();\na();\n";
  const refused: readonly (readonly [string, ErrorCode, string, string])[] = [
    ["diff, two places", "ambiguous", twice, "@@ @@\n-a();\n+c();"],
    ["diff, two places equally near", "ambiguous", twice, "@@ -2,1 +2,1 @@\n-a();\n+c();"],
    ["diff, number but only nearly the text", "ambiguous", "  a();\nb();\n    a();\n", "@@ -1,1 +1,1 @@\n-a();\n+c();"],
    ["diff, nowhere", "noMatch", before, "@@ -1,1 +1,1 @@\n-entirely(different, thing);\n+c();"],
    ["diff without context", "noMatch", before, "@@ -3,0 +3,1 @@\n+c();"],
    ["diff for another file", "noMatch", before, diff(`@@ @@\n${hunk}`, "--- a/x.js\n+++ b/x.js")],
    [
      "diff of a new file that is there",
      "noMatch",
      before,
      diff("@@ -0,0 +1 @@\n+x", "--- /dev/null\n+++ b/src/file.js"),
    ],
    ["diff that deletes the file", "noProposal", before, diff("@@ -1 +0,0 @@\n-x", "--- a/src/file.js\n+++ /dev/null")],
    [
      "git rename",
      "noProposal",
      before,
      "diff --git a/src/file.js b/src/file.js\nsimilarity index 100%\nrename from src/file.js\nrename to src/new.js",
    ],
    ["patch, two places", "ambiguous", twice, patch("@@\n-a();\n+c();")],
    ["patch, delete", "noProposal", before, "*** Begin Patch\n*** Delete File: src/file.js\n*** End Patch"],
    ["patch, add what is there", "noMatch", before, "*** Begin Patch\n*** Add File: src/file.js\n+x\n*** End Patch"],
    ["patch, move", "noProposal", before, patch(`*** Move to: src/new.js\n@@\n${hunk}`)],
    ["patch, only context", "noChange", before, patch(`@@\n   // how many\n ${old}`)],
    ["elision, anchor changed", "noProposal", before, fence("import x;\n// ... existing code ...\n}", "js")],
    [
      "elision, the last lines changed",
      "noProposal",
      before,
      fence("import { load } from 'store';\n// ...\nend();", "js"),
    ],
    [
      "elision, wrong order",
      "noProposal",
      before,
      fence("export function count(items) {\n// ...\n  let sum = 0;", "js"),
    ],
  ];
  it.each(refused)("%s: %s", (_name, code, text, answer) => {
    expect(() => run(answer, text)).toThrow(failure(code));
  });

  it("a diff's line number decides between equal places", () => {
    expect(run("@@ -3,1 +3,1 @@\n-a();\n+c();", twice).text).toBe("a();\nb();\nc();\n");
  });

  it("an anchor decides between equal places", () => {
    const text = "def f():\n    x = 1\n\ndef g():\n    x = 1\n";
    expect(run(patch("@@ def g():\n-    x = 1\n+    x = 2"), text).text).toBe(
      "def f():\n    x = 1\n\ndef g():\n    x = 2\n",
    );
  });

  it("tells the places and the nearest line as data", () => {
    const thrown = (answer: string, text: string) => {
      try {
        return run(answer, text);
      } catch (error) {
        return PonderFailure.is(error) ? error.data : error;
      }
    };
    expect(thrown("@@ @@\n-a();\n+c();", twice)).toMatchObject({
      positions: [
        { line: 0, character: 0 },
        { line: 2, character: 0 },
      ],
    });
    expect(thrown("@@ @@\n-  return items.sum();\n+c();", before)).toMatchObject({
      nearest: { line: 12, text: old },
      message: expect.stringContaining("line 13") as string,
    });
  });
});

describe("several blocks", () => {
  const second = searchReplace.replace(old, "  // how many").replace(fresh, "  // the number");
  it("a failed block does not hold up the others", () => {
    const { proposal, text } = run(`${searchReplace.replace(old, "  nowhere(at, all);")}\n${second}`);
    expect(text).toBe(before.replace("// how many", "// the number"));
    expect(proposal.failures).toMatchObject([{ block: 1, code: "noMatch" }]);
  });

  it("overlapping blocks are refused both, others land", () => {
    const other = searchReplace.replace(fresh, "  return 7;");
    const { proposal, text } = run(`${searchReplace}\n${other}\n${second}`);
    expect(text).toBe(before.replace("// how many", "// the number"));
    expect(proposal.failures).toMatchObject([
      { block: 1, code: "ambiguous" },
      { block: 2, code: "ambiguous" },
    ]);
  });

  it("the same block twice is one edit", () => {
    expect(run(`${searchReplace}\n${searchReplace}`).text).toBe(after);
  });

  it("a block for another file is reported", () => {
    const { proposal, text } = run(`src/file.js\n${searchReplace}\n\nsrc/other.js\n${second}`);
    expect(text).toBe(after);
    expect(proposal.failures).toMatchObject([{ block: 2, code: "noMatch" }]);
  });
});

describe("checks", () => {
  const failed = (answer: string, text: string) => run(answer, text).proposal.checks.filter(({ passed }) => !passed);
  it("flags the deletion of much of the file, and only that", () => {
    expect(failed(fence("a\nb"), "a\nb\nc\nd\ne\n")).toMatchObject([{ name: "deletesMuch" }]);
    expect(failed(fence("a\nb\nc\nd"), "a\nb\nc\nd\ne\n")).toEqual([]);
  });

  it.each(["\u202E", "\u200B", "\u{E0041}", "\u0007", "\u009B", "\uFEFF", "\u2066"])("flags hidden %j", (sign) => {
    expect(failed(fence(`a${sign}b`), "ab\n")).toMatchObject([{ name: "hiddenCharacters" }]);
  });

  it.each(["שלום", "مرحبا", "👩‍👩‍👧", "می‌خواهم", "क्‍ष", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "é", "\tx"])("does not flag %j", (text) => {
    expect(failed(fence(text), "ab\n")).toEqual([]);
  });
});

it("throws nothing but named failures, whatever happens to an answer", () => {
  const answer = fc.constantFrom(...forms.map(([, text]) => text));
  const pieces = [
    "```",
    "\n",
    "@@",
    "--- a\n+++ b\n",
    "+",
    "-",
    " ",
    "*** End Patch",
    "=======",
    "<<<<<<< SEARCH",
    "// ...",
    "\\",
  ];
  const cut = fc.record({ at: fc.nat(), remove: fc.nat(30), insert: fc.constantFrom("", ...pieces) });
  fc.assert(
    fc.property(answer, fc.array(cut, { minLength: 1, maxLength: 5 }), (text, cuts) => {
      const mutated = cuts.reduce((now, { at, remove, insert }) => {
        const from = at % (now.length + 1);
        return now.slice(0, from) + insert + now.slice(from + remove);
      }, text);
      try {
        const { proposal } = run(mutated);
        const document = open(before);
        for (const { range, oldText } of proposal.files.flatMap(({ hunks }) => hunks))
          expect(document.getText(range)).toBe(oldText);
      } catch (error) {
        if (!PonderFailure.is(error)) throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});

it("reads a long document once, not once per block", () => {
  const lines = Array.from({ length: 10_000 }, (_, at) => `const value${String(at)} = compute(${String(at)});`);
  let reads = 0;
  const counted = new Proxy(lines, {
    get(target, key) {
      if (typeof key === "string" && /^\d+$/.test(key)) reads++;
      return Reflect.get(target, key) as unknown;
    },
  });
  const blocks = Array.from({ length: 100 }, (_, at) => {
    const line = lines[at * 97] ?? "";
    return `<<<<<<< SEARCH\n${line}\n=======\n${line} // seen\n>>>>>>> REPLACE`;
  });
  const document = { lines: counted, fileName: "a.js", languageId: "javascript" };
  const { edits } = matchAnswer(blocks.join("\n"), document, { start: 0, end: lines.length - 1 });
  expect(edits).toHaveLength(100);
  expect(reads).toBeLessThan(30_000);
});
