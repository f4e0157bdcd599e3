import type { SplitStart } from "../../../language-server/thinking/splitThinking.js";
import type { ThoughtFormName } from "../../../language-server/thinking/thoughtForms.js";

/** An output of a model, and what is thought and answer in it. */
export interface SplitCase {
  readonly name: string;
  readonly form: ThoughtFormName;
  readonly start: SplitStart;
  readonly output: string;
  readonly thinking: string;
  readonly answer: string;
}

type Row = readonly [name: string, output: string, thinking: string, answer: string];

const rows = (form: ThoughtFormName, start: SplitStart, list: readonly Row[]): readonly SplitCase[] =>
  list.map(([name, output, thinking, answer]) => ({ name, form, start, output, thinking, answer }));

/** What R1 and its distills write after a prompt that ends with `<think>\n`. */
const r1: readonly Row[] = [
  ["normal form", "I count.\n</think>\n\n**3**", "I count.", "**3**"],
  ["opening tag", "<think>\nI count.\n</think>\n\n**3**", "I count.", "**3**"],
  ["opening tag after white space", "\n <think>I</think>A", "I", "A"],
  ["newline of the prompt repeated", "\nI count.\n</think>\nA", "I count.", "A"],
  ["no line ends at the border", "I</think>A", "I", "A"],
  ["one space at the border", "I </think> A", "I", "A"],
  ["Windows line ends", "I\r\n</think>\r\n\r\nA\r\nB", "I", "A\r\nB"],
  ["many blank lines", "I\n\n\n</think>\n\n\n\nA", "I", "A"],
  ["empty thought", "\n</think>\n\nA", "", "A"],
  ["thought skipped on purpose", "</think>A", "", "A"],
  ["opening tag, empty thought", "<think>\n\n</think>\n\nA", "", "A"],
  ["never closed", "I count and count", "I count and count", ""],
  ["never closed, line end", "I count\n", "I count", ""],
  ["never closed, with an opening tag", "<think>\nI count", "I count", ""],
  ["never closed, code in it", "<think>\n```js\nx\n```\n", "```js\nx\n```", ""],
  ["ends inside the closing tag", "I count\n</thin", "I count\n</thin", ""],
  ["ends inside the opening tag", "<thi", "<thi", ""],
  ["ends with an angle bracket", "a <", "a <", ""],
  ["nothing after the thought", "I\n</think>", "I", ""],
  ["white space after the thought", "I\n</think>\n\n ", "I", ""],
  ["nothing", "", "", ""],
  ["white space only", " \n", "", ""],
  ["only an opening tag", "<think>", "", ""],
  ["indented answer keeps its indentation", "I</think>\n\n    x = 1", "I", "    x = 1"],
  ["white space inside the thought stays", "a\n\n  b\n</think>A", "a\n\n  b", "A"],
  ["white space at the end stays", "I</think>A\n\n", "I", "A\n\n"],
  ["like a tag, but none", "</ think> </thinking</think>A", "</ think> </thinking", "A"],
  ["other letters are no tag", "I </THINK> B</think>A", "I </THINK> B", "A"],
  ["another family's tags are text", "I </thinking> [/THINK]</think>A [THINK]", "I </thinking> [/THINK]", "A [THINK]"],
  ["angle brackets", "a << b </ c <</think>A", "a << b </ c <", "A"],
  ["a tag begun twice", "a </thi</think>A", "a </thi", "A"],
  ["a fence in the thought stays there", "```js\nx\n```</think>A", "```js\nx\n```", "A"],
  ["a fence over the border", "```js\nx\n</think>\n```\nA", "```js\nx", "```\nA"],
  ["other scripts", "数一数 🍓\n</think>\n\n三个 🍓", "数一数 🍓", "三个 🍓"],
  ["a joined emoji at the border", "👩‍💻</think>👩‍💻", "👩‍💻", "👩‍💻"],
  ["a zero in the text", "a\u0000</think>\u0000b", "a\u0000", "\u0000b"],
  // Nested tags, and tags that are spoken of.
  ["second opening tag is thought", "<think><think>I</think>A", "<think>I", "A"],
  ["later opening tag is thought", "I <think> B</think>A", "I <think> B", "A"],
  ["nested thought", "<think>a<think>b</think>c</think>d", "a<think>b", "c</think>d"],
  ["second closing tag is answer", "I</think>A </think> B", "I", "A </think> B"],
  ["opening tag in a code span of the answer", "I</think>Use `<think>`.", "I", "Use `<think>`."],
  ["both tags in the answer", "I</think><think>x</think>", "I", "<think>x</think>"],
  ["both tags in a code span of the answer", "I</think>`<think>x</think>`", "I", "`<think>x</think>`"],
  [
    "both tags in a fence of the answer",
    "I\n</think>\n\n```xml\n<think>\nx\n</think>\n```\n",
    "I",
    "```xml\n<think>\nx\n</think>\n```\n",
  ],
  ["other families' tags in the answer", "I</think>[THINK]x[/THINK]", "I", "[THINK]x[/THINK]"],
  ["closing tag in a code span of the thought", "Find `</think>` first.\n</think>\nA", "Find `</think>` first.", "A"],
  ["closing tag in quotes of the thought", 'Is "</think>" there?</think>A', 'Is "</think>" there?', "A"],
  ["closing tag in single quotes", "Is '</think>' there?</think>A", "Is '</think>' there?", "A"],
  ["spoken of twice", "`</think>` and `</think>`\n</think>\nA", "`</think>` and `</think>`", "A"],
  ["spoken of, never closed", "Find `</think>` first", "Find `</think>` first", ""],
  ["quoted on one side only", "Say `x`</think>A", "Say `x`", "A"],
  ["two kinds of quotation marks", "Say `</think>'A", "Say `", "'A"],
  ["a quoted word before the border", 'Say "yes"</think>\n\n"no"', 'Say "yes"', '"no"'],
  ["quoted on one side, at the end", 'Say "yes"</think>', 'Say "yes"', ""],
];

/** After a prompt that ends behind an empty thought, or of a model that opens its thoughts itself. */
const answerFirst: readonly Row[] = [
  ["an answer", "**3**", "", "**3**"],
  ["an answer keeps its white space", "\n  x", "", "\n  x"],
  ["nothing", "", "", ""],
  ["white space", "\n", "", "\n"],
  ["a later tag is text", "Use <think> and </think>.", "", "Use <think> and </think>."],
  ["a tag in a code span is text", "`<think>` opens it.", "", "`<think>` opens it."],
  ["it thinks all the same", "<think>\nI\n</think>\n\nA", "I", "A"],
  ["it thinks after white space", "\n\n<think>I</think>A", "I", "A"],
  ["it thinks and does not end", "<think>\nI", "I", ""],
  ["nearly a tag", "<thin client", "", "<thin client"],
];

const thinking: readonly Row[] = [
  ["both tags", "<thinking>\nI\n</thinking>\n\nA", "I", "A"],
  ["no opening tag", "I\n</thinking>\nA", "I", "A"],
  ["R1's tags are text", "I </think> B</thinking>A <think>", "I </think> B", "A <think>"],
  ["never closed", "<thinking>I", "I", ""],
  ["spoken of", "`</thinking>` is it</thinking>`<thinking>`", "`</thinking>` is it", "`<thinking>`"],
];

const brackets: readonly Row[] = [
  ["both tags", "[THINK]I[/THINK]A", "I", "A"],
  ["no opening tag", "I[/THINK]\nA", "I", "A"],
  ["like tags, but none", "a[0] [/THIN [/think] [/THINK]A", "a[0] [/THIN [/think]", "A"],
  ["never closed", "[THINK]I", "I", ""],
  ["tags in the answer", "I[/THINK]Write `[THINK]`.", "I", "Write `[THINK]`."],
  ["a list in the thought", "[1, 2][/THINK][3]", "[1, 2]", "[3]"],
];

const final = "<|end|><|start|>assistant<|channel|>final<|message|>";
const again = "<|end|><|start|>assistant<|channel|>analysis<|message|>";

const channels: readonly Row[] = [
  ["normal form", `<|channel|>analysis<|message|>I${final}A<|return|>`, "I", "A"],
  ["the prompt ended behind the header", `I${final}A`, "I", "A"],
  ["the header with its role", `<|start|>assistant<|channel|>analysis<|message|>I${final}A`, "I", "A"],
  ["two thoughts", `I${again}B${final}A`, "I\n\nB", "A"],
  ["white space between thoughts", `I\n${again}\nB\n${final}\nA`, "I\n\n\nB", "A"],
  ["an empty second thought", `I${again}${final}A`, "I", "A"],
  ["commentary is thought", `I<|end|><|start|>assistant<|channel|>commentary<|message|>B${final}A`, "I\n\nB", "A"],
  ["no thought", "<|channel|>final<|message|>A", "", "A"],
  ["no thought, with its role", "<|start|>assistant<|channel|>final<|message|>A<|end|>", "", "A"],
  [
    "a constrained answer",
    'I<|end|><|start|>assistant<|channel|>final <|constrain|>json<|message|>{"a":1}',
    "I",
    '{"a":1}',
  ],
  ["no end before the answer", "I<|start|>assistant<|channel|>final<|message|>A", "I", "A"],
  ["a bare header before the answer", "I<|channel|>final<|message|>A", "I", "A"],
  ["never closed", "<|channel|>analysis<|message|>I", "I", ""],
  ["ends behind the thought", "<|channel|>analysis<|message|>I<|end|>", "I", ""],
  ["ends inside a header", "I<|end|><|start|>assistant<|chan", "I<|end|><|start|>assistant<|chan", ""],
  [
    "a header over two lines is text",
    `I<|channel|>final\n<|message|>B${final}A`,
    "I<|channel|>final\n<|message|>B",
    "A",
  ],
  [
    "a header that is too long is text",
    `I<|channel|>final${"x".repeat(200)}<|message|>B${final}A`,
    `I<|channel|>final${"x".repeat(200)}<|message|>B`,
    "A",
  ],
  ["another end is text", `I <|end|> B${final}A`, "I <|end|> B", "A"],
  [
    "headers in the answer are text",
    `I${final}Write \`<|channel|>analysis<|message|>\` <|end|> so.`,
    "I",
    "Write `<|channel|>analysis<|message|>` <|end|> so.",
  ],
  ["a header spoken of", `\`<|channel|>final<|message|>\` it is${final}A`, "`<|channel|>final<|message|>` it is", "A"],
];

const channelsAnswerFirst: readonly Row[] = [
  ["a bare answer", "A", "", "A"],
  ["a thought", `<|channel|>analysis<|message|>I${final}A`, "I", "A"],
  ["an answer with its header", "<|channel|>final<|message|>A", "", "A"],
];

/** Every case there is. */
export const splitCases: readonly SplitCase[] = [
  ...rows("think", "thought", r1),
  ...rows("think", "answer", answerFirst),
  ...rows("thinking", "thought", thinking),
  ...rows("brackets", "thought", brackets),
  ...rows("channels", "thought", channels),
  ...rows("channels", "answer", channelsAnswerFirst),
];
