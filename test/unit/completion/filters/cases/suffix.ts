import { dropped, multi, single } from "../filterCase.js";

/**
 * Text behind the caret that the model writes again: continue #4721; llama.vscode #13, #18; llama.vim #71; cody #3032;
 * kite #336; vscode-copilot-release #5828; Tabby's and Copilot's rules for the lines below.
 */
export const suffix = [
  ...single("typescript", [
    ["the rest of the line", "for (let i = 0; ▮i++) {", "i < n; i++) {", "for (let i = 0; i < n; i++) {"],
    ["the rest with other spaces", "for (let i = 0; ▮i++) {", "i<n; i++){", "for (let i = 0; i<n; i++) {"],
    ["the beginning of the rest", "f(▮a, b)", "x, a", "f(x, a, b)"],
    ["a word that stands there", "const ▮total = 1;", "total", dropped("noChange")],
    ["a semicolon that stands there", "return a▮;", " + b;", "return a + b;"],
    ["a comma that stands there", "f(a▮, b)", ".x,", "f(a.x, b)"],
    ["more than the rest is new", "a▮;", " = g();", "a = g();"],
    ["a similar word is not the same", "f(▮a)", "ba", "f(baa)"],
    ["the next line", "const a = 1;\n▮\nconst b = 2;\n", "const b = 2;", dropped("duplicateSuffix")],
    ["the next line, completed", "  re▮\n\n  return a;\n", "turn a;", dropped("duplicateSuffix")],
    ["the next line, other quotes", "▮\nimport a from 'a';\n", 'import a from "a";', dropped("duplicateSuffix")],
    ["the next line, no semicolon", "▮\nconst b = g();\n", "const b = g()", dropped("duplicateSuffix")],
    ["another name than in the next line", "▮\nsetX(x);\n", "setY(y);", "setY(y);\nsetX(x);\n"],
    ["another number than in the next line", "▮\nrow(2, here);\n", "row(1, here);", "row(1, here);\nrow(2, here);\n"],
    ["a closing brace at another depth", "{\n  {\n    a();\n  ▮\n}\n", "}", "{\n  {\n    a();\n  }\n}\n"],
    ["a closing brace at the same depth", "{\n  a();\n▮\n}\n", "}", dropped("duplicateSuffix")],
    ["a closing brace in a broken text", "    }\n  ▮\n}\n", "}", "    }\n  }\n}\n"],
    ["operators stay", "a ▮= b;", "+", "a += b;"],
  ]),
  ...multi("typescript", [
    ["a semicolon in other white space, over lines", "▮  ;", "a\n  + b;", "a\n  + b  ;"],
    ["a semicolon behind brackets that come along", "f({▮});", "\n  a\n}, b);", "f({\n  a\n}, b);"],
    [
      "the lines below",
      "function f() {\n  ▮\n  const b = 2;\n  return b;\n}\n",
      "const a = 1;\n  const b = 2;\n  return b;\n}",
      "function f() {\n  const a = 1;\n  const b = 2;\n  return b;\n}\n",
    ],
    [
      "only the lines below",
      "function f() {\n  ▮\n  const b = 2;\n  return b;\n}\n",
      "const b = 2;\n  return b;",
      dropped("duplicateSuffix"),
    ],
    [
      "the lines below, cut off",
      "{\n  ▮\n  const second = 2;\n  return second;\n}\n",
      "const first = 1;\n  const second = 2;\n  return sec",
      "{\n  const first = 1;\n  const second = 2;\n  return second;\n}\n",
    ],
    ["the brace below", "function f() {\n  ▮\n}\n", "return 1;\n}", "function f() {\n  return 1;\n}\n"],
    ["the brace below, after a block", "f(() => {\n  ▮\n});\n", "a();\n});", "f(() => {\n  a();\n});\n"],
    [
      "the brace below, behind a bracket on the line",
      "{\n  if (a▮)\n  }\n  c();\n}\n",
      " === 1) {\n    b();\n  }",
      "{\n  if (a === 1) {\n    b();\n  }\n  c();\n}\n",
    ],
    [
      "a brace of another block below",
      "{\n  if (a▮)\n}\n",
      " === 1) {\n    b();\n  }",
      "{\n  if (a === 1) {\n    b();\n  }\n}\n",
    ],
    ["a brace that is needed", "function f() {▮", "\n  return 1;\n}", "function f() {\n  return 1;\n}"],
    [
      "an inner brace stays",
      "function f() {\n  if (a) {▮\n}\n",
      "\n    b();\n  }\n}",
      "function f() {\n  if (a) {\n    b();\n  }\n}\n",
    ],
    [
      "a blank line before the line below",
      "▮\n\nexport const two = 2;\n",
      "export const one = 1;\n\nexport const two = 2;",
      "export const one = 1;\n\nexport const two = 2;\n",
    ],
  ]),
  ...single("python", [
    ["the next line", "▮\nimport os\n", "import os", dropped("duplicateSuffix")],
    ["the rest of the line", "for ▮ in items:", "item in items:", "for item in items:"],
    ["the rest in brackets", "return [▮ for x in y]", "x * 2 for x in y]", "return [x * 2 for x in y]"],
    ["the colon that is there", "if a▮:", " and b:", "if a and b:"],
    ["the line below, completed", "    ret▮\n    return x\n", "urn x", dropped("duplicateSuffix")],
  ]),
  ...multi("python", [
    [
      "the function below",
      "def a():\n    ▮\n\ndef b():\n    pass\n",
      "return 1\n\ndef b():\n    pass",
      "def a():\n    return 1\n\ndef b():\n    pass\n",
    ],
    [
      "the statement below",
      "def a(x):\n    ▮\n    return x\n",
      "x += 1\n    return x",
      "def a(x):\n    x += 1\n    return x\n",
    ],
  ]),
  ...single("go", [
    ["the rest of the line", "if err ▮ {", "!= nil {", "if err != nil {"],
    ["the next line", "\t▮\n\treturn nil\n", "return nil", dropped("duplicateSuffix")],
  ]),
  ...multi("go", [
    [
      "the brace below",
      "func f() error {\n\tif err != nil {\n\t\t▮\n\t}\n}\n",
      "return err\n\t}\n}",
      "func f() error {\n\tif err != nil {\n\t\treturn err\n\t}\n}\n",
    ],
  ]),
  ...single("rust", [
    ["the rest of the line", "let x = ▮.unwrap();", "foo().unwrap();", "let x = foo().unwrap();"],
    ["the next line", "    ▮\n    Ok(value)\n", "Ok(value)", dropped("duplicateSuffix")],
  ]),
  ...single("java", [
    ["the rest of the line", "for (int i = 0; ▮ i++) {", "i < n; i++) {", "for (int i = 0; i < n; i++) {"],
  ]),
  ...multi("java", [
    [
      "the braces below",
      "class A {\n    int f() {\n        ▮\n    }\n}\n",
      "return 1;\n    }\n}",
      "class A {\n    int f() {\n        return 1;\n    }\n}\n",
    ],
  ]),
  ...single("c", [["the next line", "▮\n#include <stdio.h>\n", "#include <stdio.h>", dropped("duplicateSuffix")]]),
  ...single("html", [
    ["the rest of the tag", '<div class="a"▮></div>', ' id="b"></div>', '<div class="a" id="b"></div>'],
    ["the closing tag below", "<ul>\n  ▮\n</ul>\n", "<li>One</li>", "<ul>\n  <li>One</li>\n</ul>\n"],
  ]),
  ...multi("html", [
    [
      "the closing tag below is not repeated",
      "<ul>\n  ▮\n</ul>\n",
      "<li>One</li>\n</ul>",
      "<ul>\n  <li>One</li>\n</ul>\n",
    ],
  ]),
  ...single("css", [["the next line", "a {\n  ▮\n  color: red;\n}\n", "color: red;", dropped("duplicateSuffix")]]),
  ...single("json", [["the comma", '{\n  "a": ▮,\n  "b": 2\n}', "1,", '{\n  "a": 1,\n  "b": 2\n}']]),
  ...single("yaml", [["the next line", "▮\nname: test\n", "name: test", dropped("duplicateSuffix")]]),
  ...single("markdown", [
    ["the rest of a table's row", "Not ▮qual|`≠`", "equal|`≠`", "Not equal|`≠`"],
    ["the next line", "▮\n## Usage\n", "## Usage", dropped("duplicateSuffix")],
  ]),
  ...single("shellscript", [
    ["the next line", "▮\nset -euo pipefail\n", "set -euo pipefail", dropped("duplicateSuffix")],
  ]),
];
