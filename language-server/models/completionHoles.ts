import type { CompletionPrompt } from "../prompts/completion/completionForm.js";

/** A hole whose first line is hardly in doubt. */
export interface CompletionHole {
  readonly path: string;
  readonly languageId: string;
  /** The text with `█` where the caret is. */
  readonly text: string;
  /** The rest of the line, without white space and semicolons at its end. */
  readonly answer: string;
}

/** Small holes for the self-test: pieces of code that everybody writes, so that any model for code knows them. */
export const completionHoles: readonly CompletionHole[] = [
  hole("src/math.ts", "typescript", "a + b", [
    "export function add(a: number, b: number): number {",
    "  return █",
    "}",
    "",
  ]),
  hole("src/area.py", "python", "width * height", [
    "def area(width, height):",
    '    """Area of a rectangle: width times height."""',
    "    return █",
    "",
  ]),
  hole("src/list.js", "javascript", "length; i++) {", [
    "function print(items) {",
    "  for (let i = 0; i < items.█",
    "    console.log(items[i]);",
    "  }",
    "}",
    "",
  ]),
  hole("app/point.py", "python", "y = y", [
    "class Point:",
    "    def __init__(self, x, y):",
    "        self.x = x",
    "        self.█",
    "",
  ]),
  hole("src/point.ts", "typescript", "z = z", [
    "class Point {",
    "  constructor(x: number, y: number, z: number) {",
    "    this.x = x;",
    "    this.y = y;",
    "    this.█",
    "  }",
    "}",
    "",
  ]),
  hole("main.go", "go", "nil {", [
    "func read(name string) ([]byte, error) {",
    "\tdata, err := os.ReadFile(name)",
    "\tif err != █",
    "\t\treturn nil, err",
    "\t}",
    "\treturn data, nil",
    "}",
    "",
  ]),
  hole("main.go", "go", "nil, err", [
    "func open(name string) (*os.File, error) {",
    "\tfile, err := os.Open(name)",
    "\tif err != nil {",
    "\t\treturn █",
    "\t}",
    "\treturn file, nil",
    "}",
    "",
  ]),
  hole("tools/count.py", "python", "in numbers:", [
    "def total(numbers):",
    "    result = 0",
    "    for number █",
    "        result += number",
    "    return result",
    "",
  ]),
  hole("tools/count.py", "python", "+= number", [
    "def total(numbers):",
    "    result = 0",
    "    for number in numbers:",
    "        result █",
    "    return result",
    "",
  ]),
  hole("tools/count.py", "python", "result", [
    "def total(numbers):",
    "    result = 0",
    "    for number in numbers:",
    "        result += number",
    "    return █",
    "",
  ]),
  hole("src/Person.java", "java", "name", [
    "public class Person {",
    "    private final String name;",
    "",
    "    public Person(String name) {",
    "        this.name = █",
    "    }",
    "}",
    "",
  ]),
  hole("src/Person.java", "java", "return name", [
    "public class Person {",
    "    private String name;",
    "",
    "    public String getName() {",
    "        █",
    "    }",
    "}",
    "",
  ]),
  hole("src/max.c", "c", "b", [
    "int max(int a, int b) {",
    "    return a > b ? a : █",
    "}",
    "",
  ]),
  hole("src/main.rs", "rust", "a + b", [
    "fn add(a: i32, b: i32) -> i32 {",
    "    █",
    "}",
    "",
  ]),
  hole("src/days.ts", "typescript", "Thursday", [
    "const days = [",
    '  "Monday",',
    '  "Tuesday",',
    '  "Wednesday",',
    '  "█",',
    '  "Friday",',
    "];",
    "",
  ]),
  hole("src/load.ts", "typescript", "response.json()", [
    "async function load(url: string): Promise<unknown> {",
    "  const response = await fetch(url);",
    "  return await █",
    "}",
    "",
  ]),
  hole("config.json", "json", '"three": 3', [
    "{",
    '  "one": 1,',
    '  "two": 2,',
    "  █",
    "}",
    "",
  ]),
  hole("src/even.js", "javascript", "2 === 0", [
    "function isOdd(n) {",
    "  return n % 2 === 1;",
    "}",
    "",
    "function isEven(n) {",
    "  return n % █",
    "}",
    "",
  ]),
  hole("app/words.py", "python", "upper()", [
    "def lower(text):",
    "    return text.lower()",
    "",
    "",
    "def upper(text):",
    "    return text.█",
    "",
  ]),
  hole("index.html", "html", "</li>", [
    "<ul>",
    "  <li>One</li>",
    "  <li>Two</li>",
    "  <li>Three█",
    "</ul>",
    "",
  ]),
];

function hole(path: string, languageId: string, answer: string, lines: readonly string[]): CompletionHole {
  return { path, languageId, answer, text: lines.join("\n") };
}

/** The prompt of a hole, as the editor would make it. */
export function holePrompt({ path, languageId, text }: CompletionHole): CompletionPrompt {
  const caret = text.indexOf("█");
  const lineStart = text.lastIndexOf("\n", caret) + 1;
  const window = { above: text.slice(0, lineStart), typed: text.slice(lineStart, caret), suffix: text.slice(caret + 1) };
  return { path, languageId, window, chunks: [] };
}
