import type { EditCase } from "./editCase.js";
import { block, fixedLoop, loop, method } from "./texts.js";

/** SEARCH/REPLACE blocks. */
export const searchReplaceCases: readonly EditCase[] = [
  {
    name: "exact",
    before: loop,
    answer: block("  for (let i = 0; i <= a.length; i++) {", "  for (let i = 0; i < a.length; i++) {"),
    after: fixedLoop,
  },
  {
    name: "with the path of the file",
    before: loop,
    answer: block("    g(a[i]);", "    h(a[i]);", "src/file.js"),
    after: loop.replace("g(", "h("),
  },
  {
    name: "inside a fence",
    before: loop,
    answer: `src/file.js\n\`\`\`js${block("    g(a[i]);", "    h(a[i]);")}\n\`\`\`\n\nDone.`,
    after: loop.replace("g(", "h("),
  },
  {
    name: "prose around",
    before: loop,
    answer: `I change this. ${block("    g(a[i]);", "    h(a[i]);")}\nThat is all.`,
    after: loop.replace("g(", "h("),
  },
  {
    name: "two blocks in any order",
    before: "a1\nb2\nc3\nd4\n",
    answer: `${block("d4", "D4")}\n${block("a1", "A1")}`,
    after: "A1\nb2\nc3\nD4\n",
  },
  {
    name: "nothing instead",
    before: "a1\nb2\nc3\n",
    answer: "<<<<<<< SEARCH\nb2\n=======\n>>>>>>> REPLACE",
    after: "a1\nc3\n",
  },
  { name: "more lines instead", before: "a1\nb2\n", answer: block("b2", "b2\n\nc3"), after: "a1\nb2\n\nc3\n" },
  {
    name: "blank lines around the search text",
    before: "a1\nb2\nc3\n",
    answer: block("\nb2\n", "\nB2\n"),
    after: "a1\nB2\nc3\n",
  },
  {
    name: "white space: indentation lost",
    before: method,
    answer: block("f() {\n  return 1;\n}", "f() {\n  return 3;\n}"),
    after: method.replace("1", "3"),
  },
  {
    name: "white space: tabs for spaces",
    before: "if (a) {\n    b();\n}\n",
    answer: block("\tb();", "\tc();"),
    after: "if (a) {\n    c();\n}\n",
  },
  {
    name: "white space: blanks at the end",
    before: "a = 1;  \nb = 2;\n",
    answer: block("a = 1;\nb = 2;", "a = 1;\nb = 3;"),
    after: "a = 1;  \nb = 3;\n",
  },
  { name: "Windows line ends", before: "a1\r\nb2\r\n", answer: block("b2", "B2\nb3"), after: "a1\r\nB2\r\nb3\r\n" },
  {
    name: "line by line: a mistyped word",
    before: loop,
    answer: block("  for (let i = 0; i <= a.lenght; i++) {", "  for (let i = 0; i < a.length; i++) {"),
    after: fixedLoop,
  },
  {
    name: "similar: a line left out",
    before:
      "function f() {\n  const first = read();\n  // the second one\n  const second = parse(first);\n  return second;\n}\n",
    answer: block(
      "function f() {\n  const first = read();\n  const second = parse(first);\n  return second;\n}",
      "function f() {\n  return parse(read());\n}",
    ),
    after: "function f() {\n  return parse(read());\n}\n",
  },
  { name: "regular expressions are text", before: "a.b(c)*\n", answer: block("a.b(c)*", "$&"), after: "$&\n" },
  { name: "empty file, empty search", before: "", answer: block("", "a1"), after: "a1" },
  { name: "last line without line end", before: "a1\nb2", answer: block("b2", "c3"), after: "a1\nc3" },
];
