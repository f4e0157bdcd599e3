import { dropped, multi, single } from "../filterCase.js";

/**
 * A model that writes again what stands before the caret, or what it wrote: cody #994; tabnine-vscode #15;
 * tabnine-intellij #1; obsidian-github-copilot #106; LocalAI #969; continue's and Copilot's rules for repetition.
 */
export const repeats = [
  ...single("typescript", [
    ["the line that is typed", "const total = ▮", "const total = 1;", "const total = 1;"],
    ["the line that is typed, indented", "  const total = ▮", "  const total = 1;", "  const total = 1;"],
    ["the line that is typed, no blank", "const total =▮", "const total = 1;", "const total = 1;"],
    ["the word that is typed", "  retu▮", "return a;", "  return a;"],
    ["the word that is typed, a name", "di▮", "distance", "distance"],
    ["a word that goes on", "dis▮", "tance", "distance"],
    ["recursion is no repetition", "return fib(n - 1) + ▮", "fib(n - 2);", "return fib(n - 1) + fib(n - 2);"],
    ["a call in a call", "f(▮", "f(1));", "f(f(1));"],
    ["the same word again", "pa▮", "pa", "papa"],
    ["the line above", "setTotal(sum);\n▮\n", "setTotal(sum);", dropped("repeatsAbove")],
    ["the line above, completed", "setTotal(sum);\nset▮\n", "Total(sum);", dropped("repeatsAbove")],
    ["a similar line", "setTotal(sum);\n▮\n", "setCount(sum);", "setTotal(sum);\nsetCount(sum);\n"],
    ["rows that repeat", "row(here);\nrow(here);\n▮\n", "row(here);", "row(here);\nrow(here);\nrow(here);\n"],
    ["a brace after a brace", "{{\n  }\n▮\n", "}", "{{\n  }\n}\n"],
    ["the same words over and over", "// ▮", "the user the user the user the user the user", dropped("repetition")],
    ["the same call over and over", "▮", "foo.bar().bar().bar().bar().bar()", dropped("repetition")],
    ["numbers may repeat", "const a = [▮]", "0, 0, 0, 0, 0, 0]", "const a = [0, 0, 0, 0, 0, 0]"],
    ["a ruler", "// ▮", "--------------------", "// --------------------"],
    ["redundant white space", "const a = ▮", " 1;", "const a = 1;"],
    ["white space that aligns", "const a  ▮", "  = 1;", "const a    = 1;"],
    ["white space that is needed", "const a =▮", " 1;", "const a = 1;"],
  ]),
  ...multi("typescript", [
    [
      "a line over and over",
      "{\n  ▮\n}\n",
      "add(item);\n  add(item);\n  add(item);\n  add(item);",
      "{\n  add(item);\n}\n",
    ],
    [
      "two lines over and over",
      "{\n  ▮\n}\n",
      "add(one);\n  add(two);\n  add(one);\n  add(two);\n  add(one);",
      "{\n  add(one);\n  add(two);\n}\n",
    ],
    ["a line twice may be meant", "{\n  ▮\n}\n", "step();\n  step();", "{\n  step();\n  step();\n}\n"],
    ["braces may repeat", "{\n  ▮", "if (a) {\n    {\n    }\n  }", "{\n  if (a) {\n    {\n    }\n  }"],
    ["the lines above", "{\n  first();\n  second();\n  ▮\n}\n", "first();\n  second();", dropped("repeatsAbove")],
    [
      "the line above, then new ones",
      "{\n  first();\n  ▮\n}\n",
      "first();\n  second();",
      "{\n  first();\n  second();\n}\n",
    ],
  ]),
  ...single("python", [
    ["the line that is typed", "    self.name = ▮", "self.name = name", "    self.name = name"],
    ["the word that is typed", "x = Tr▮", "True", "x = True"],
    ["the line above", "import os\n▮\n", "import os", dropped("repeatsAbove")],
    ["the same words", "x = ▮", '"isis isis isis isis isis isis"', dropped("repetition")],
  ]),
  ...multi("python", [
    ["a line over and over", "def f():\n    ▮\n", "print(a)\n    print(a)\n    print(a)\n", "def f():\n    print(a)\n"],
  ]),
  ...single("go", [["the word that is typed", "\tfm▮", "fmt.Println()", "\tfmt.Println()"]]),
  ...single("markdown", [
    ["the line that is typed", "Hello wor▮", "world", "Hello world"],
    ["the whole line", "Hello big wor▮", "Hello big world", "Hello big world"],
  ]),
  ...single("css", [["the line above", "  color: red;\n  ▮\n", "color: red;", dropped("repeatsAbove")]]),
  ...single("shellscript", [["the line above", "apt-get update\n▮\n", "apt-get update", dropped("repeatsAbove")]]),
  ...single("yaml", [["the line above", "  - name: build\n▮\n", "  - name: build", dropped("repeatsAbove")]]),
];
