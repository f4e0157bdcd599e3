import { dropped, multi, single } from "../filterCase.js";

/**
 * Lines, indentation, white space and line ends: continue #7806, #3591, #1448, #7972, #3567; cody #330; kilocode #4340,
 * #5008; TabNine #445; mito #1433; llm-vscode #29.
 */
export const shape = [
  ...single("typescript", [
    ["end of a line", "const a = ▮\n", "1;", "const a = 1;\n"],
    ["blanks at the end go", "const a = ▮\n", "1;  ", "const a = 1;\n"],
    ["a tab at the end goes", "const a = ▮\n", "1;\t", "const a = 1;\n"],
    ["blanks before more text stay", "f(▮b)", "a, ", "f(a, b)"],
    ["only the first line", "f(▮", "a);\ng(b);", "f(a);"],
    ["nothing", "a = ▮", "", dropped("blank")],
    ["white space", "a = ▮", "   ", dropped("blank")],
    ["line ends", "▮", "\n\n", dropped("blank")],
    ["the next line instead of this one", "a = ▮", "\nb", dropped("blank")],
    ["an empty line before the line", "{\n  ▮\n}", "\n  a();", "{\n  a();\n}"],
    ["Windows: the model's own line end", "const a = ▮\r\nb\r\n", "1;\r", "const a = 1;\r\nb\r\n"],
    ["Windows: the first line", "const a = ▮\r\nb\r\n", "1;\r\nc", "const a = 1;\r\nb\r\n"],
    ["the indentation again", "function f() {\n  ▮\n}", "  return 1;", "function f() {\n  return 1;\n}"],
    [
      "the rest of the indentation",
      "function f() {\n    a();\n  ▮\n}",
      "  return 1;",
      "function f() {\n    a();\n    return 1;\n}",
    ],
    ["indentation from the left edge", "function f() {\n▮\n}", "  return 1;", "function f() {\n  return 1;\n}"],
  ]),
  ...multi("typescript", [
    ["several lines", "function f() {▮\n", "\n  a();\n  b();\n}", "function f() {\n  a();\n  b();\n}\n"],
    ["Windows line ends", "function f() {▮\r\n", "\n  a();\n}", "function f() {\r\n  a();\r\n}\r\n"],
    [
      "Windows line ends of the model in a Unix file",
      "function f() {▮\n",
      "\r\n  a();\r\n}",
      "function f() {\n  a();\n}\n",
    ],
    ["old line ends of a model", "function f() {▮\n", "\r  a();\r}", "function f() {\n  a();\n}\n"],
    ["blanks at the ends of lines", "function f() {▮\n", "  \n  a();  \n}  ", "function f() {\n  a();\n}\n"],
    [
      "the function, not the next one",
      "function f() {▮\n",
      "\n  a();\n}\n\nfunction g() {",
      "function f() {\n  a();\n}\n",
    ],
    [
      "stops where the scope ends",
      "{\n  {\n    ▮\n  }\n}\n",
      "a();\n    b();\n  }\n  c();",
      "{\n  {\n    a();\n    b();\n  }\n}\n",
    ],
    ["stops at a blank line", "{\n  ▮\n}\n", "a();\n\n  b();", "{\n  a();\n}\n"],
    [
      "else belongs to if",
      "if (a) {▮\n",
      "\n  b();\n} else {\n  c();\n}\nd();",
      "if (a) {\n  b();\n} else {\n  c();\n}\n",
    ],
    [
      "a tabbed file",
      "class A {\n\ta = 1;\n\tf() {▮\n\tb = 2;\n}\n",
      "\n    return 1;\n  }",
      "class A {\n\ta = 1;\n\tf() {\n\t\treturn 1;\n\t}\n\tb = 2;\n}\n",
    ],
    [
      "a spaced file",
      "class A {\n  a = 1;\n  f() {▮\n  b = 2;\n}\n",
      "\n\t\treturn 1;\n\t}",
      "class A {\n  a = 1;\n  f() {\n    return 1;\n  }\n  b = 2;\n}\n",
    ],
    [
      "written from the left edge",
      "class A {\n  a = 1;\n  f() {▮\n}\n",
      "\n  return 1;\n}",
      "class A {\n  a = 1;\n  f() {\n    return 1;\n  }\n}\n",
    ],
  ]),
  ...single("python", [
    ["three blanks too many", "def say(name):\n    ▮\n", "   print(name)", "def say(name):\n    print(name)\n"],
    ["the indentation again", "def f():\n    ▮\n", "    return 1", "def f():\n    return 1\n"],
    [
      "a line that goes back",
      "def f():\n    if a:\n        b()\n    ▮\n",
      "return 1",
      "def f():\n    if a:\n        b()\n    return 1\n",
    ],
    ["trailing blank", "x = ▮", "1 ", "x = 1"],
  ]),
  ...multi("python", [
    ["the body", "def f():▮\n", "\n    a()\n    b()\n", "def f():\n    a()\n    b()\n"],
    [
      "the body, not the next function",
      "def f():▮\n",
      "\n    return 1\n\ndef g():\n    pass",
      "def f():\n    return 1\n",
    ],
    ["the body, not the code behind it", "def f():▮\n", "\n    return 1\nf()\n", "def f():\n    return 1\n"],
    ["on the line of the body", "def f():\n    ▮\n", "a()\n    b()\nc()", "def f():\n    a()\n    b()\n"],
    ["empty lines first", "def f():\n    ▮\n", "\n\n    return 1", "def f():\n    return 1\n"],
    [
      "an inner block",
      "for a in b:\n    ▮\n",
      "if a:\n        c()\n    else:\n        d()",
      "for a in b:\n    if a:\n        c()\n    else:\n        d()\n",
    ],
  ]),
  ...multi("go", [
    [
      "spaces in a tabbed file",
      "func f() {\n\ta()\n\tif b {▮\n\tc()\n}\n",
      "\n        d()\n    }",
      "func f() {\n\ta()\n\tif b {\n\t\td()\n\t}\n\tc()\n}\n",
    ],
    ["the body", "func f() {▮\n", "\n\treturn\n}\n\nfunc g() {", "func f() {\n\treturn\n}\n"],
  ]),
  ...multi("rust", [["the body", "fn f() -> i32 {▮\n", "\n    1\n}\n\nfn g()", "fn f() -> i32 {\n    1\n}\n"]]),
  ...multi("java", [
    ["the body", "int f() {▮\n", "\n    return 1;\n}\n", "int f() {\n    return 1;\n}\n"],
    [
      "stops after the method",
      "class A {\n    int f() {▮\n}\n",
      "\n        return 1;\n    }\n    int g() {",
      "class A {\n    int f() {\n        return 1;\n    }\n}\n",
    ],
  ]),
  ...multi("c", [
    ["the body", "int main(void) {▮\n", "\n  return 0;\n}\n\nint x;", "int main(void) {\n  return 0;\n}\n"],
  ]),
  ...multi("html", [["an element", "<ul>▮\n", "\n  <li>a</li>\n</ul>\n<p>", "<ul>\n  <li>a</li>\n</ul>\n"]]),
  ...multi("css", [["a rule", "a {▮\n", "\n  color: red;\n}\n\nb {", "a {\n  color: red;\n}\n"]]),
  ...multi("yaml", [
    ["a mapping", "on:▮\n", "\n  push:\n    branches: [main]\njobs:", "on:\n  push:\n    branches: [main]\n"],
  ]),
  ...multi("shellscript", [
    ["a condition", "if [ -f a ]; then▮\n", "\n  cat a\nfi\necho b", "if [ -f a ]; then\n  cat a\nfi\n"],
    ["a loop", "for f in *; do▮\n", "\n  echo $f\ndone\nexit", "for f in *; do\n  echo $f\ndone\n"],
  ]),
  ...single("json", [["a value", '{\n  "a": ▮\n}', '"b"\n}', '{\n  "a": "b"\n}']]),
  ...single("markdown", [["a list item", "- one\n▮\n", "- two\n- three", "- one\n- two\n"]]),
];
