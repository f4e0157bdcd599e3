import { dropped, multi, single } from "../filterCase.js";

/**
 * Control tokens, fences, prose and thoughts: continue #2953, #1286; lobehub #5709; Qwen3-Coder #206; kilocode #5008;
 * localaipilot-api #4; llm-vscode #113.
 */
export const answers = [
  ...single("typescript", [
    ["Qwen's suffix token", "a = ▮", "1;<|fim_suffix|>rest", "a = 1;"],
    ["Qwen's pad token", "a = ▮", "1;<|fim_pad|>", "a = 1;"],
    ["end of turn", "a = ▮", "1;<|im_end|>", "a = 1;"],
    ["end of text", "a = ▮", "1;<|endoftext|>\nimport x", "a = 1;"],
    ["the first of two", "a = ▮", "1;<|file_sep|>x<｜User｜>", "a = 1;"],
    ["DeepSeek's end of sentence", "a = ▮", "1;<｜end▁of▁sentence｜>", "a = 1;"],
    ["DeepSeek's holes", "a = ▮", "1;<｜fim▁end｜>", "a = 1;"],
    ["StarCoder's tokens", "a = ▮", "1;<fim_suffix>x", "a = 1;"],
    ["CodeLlama's token", "a = ▮", "1; <EOT>", "a = 1;"],
    ["CodeLlama's end", "a = ▮", "1;</s>", "a = 1;"],
    ["Codestral's token", "a = ▮", "1;[SUFFIX]x", "a = 1;"],
    ["a marker at the beginning", "▮", '<COMPLETION>info("Example");', 'info("Example");'],
    ["the middle token at the beginning", "a = ▮", "<|fim_middle|>1;", "a = 1;"],
    ["the end of a thought at the beginning", "a = ▮", "</think>1;", "a = 1;"],
    ["an empty thought at the beginning", "a = ▮", "<think>\n\n</think>\n1;", "a = 1;"],
    ["a thought", "a = ▮", "<think>\nwell", dropped("thought")],
    ["a thought behind white space", "a = ▮", "\n<think>\nOkay, so", dropped("thought")],
    ["nothing before the token", "a = ▮", "<|endoftext|>", dropped("blank")],
    ["a comparison is no token", "if (a ▮", "< b || c > d) {", "if (a < b || c > d) {"],
    ["generics are no token", "const a: ▮", "Map<string, number>;", "const a: Map<string, number>;"],
    ["a fence", "▮", "```typescript\nconst a = 1;\n```", "const a = 1;"],
    ["a fence without language", "▮", "```\nconst a = 1;\n```\nThis sets a.", "const a = 1;"],
    ["a fence that is not closed", "▮", "```ts\nconst a = 1;", "const a = 1;"],
    ["a sentence and a fence", "▮", "Here is the code:\n\n```ts\nconst a = 1;\n```", "const a = 1;"],
    ["a sentence only", "▮", "Sure! Here is the completed code.", dropped("prose")],
    ["a sentence about the code", "a = ▮", "The code should add the two numbers", dropped("prose")],
    ["a thought without tags", "▮", "Okay, so I need to complete this function.", dropped("prose")],
    ["an explanation's title", "▮", "Explanation:\nThis", dropped("prose")],
    ["a sentence in a string", 'log("▮")', "Here is the code", 'log("Here is the code")'],
    ["a sentence in a comment", "// ▮", "This is the default", "// This is the default"],
    ["a sentence in a block comment", "/**\n * ▮\n */", "Here is what it does", "/**\n * Here is what it does\n */"],
    ["code that begins like a sentence", "▮", "This.is = code;", "This.is = code;"],
  ]),
  ...multi("typescript", [
    ["text after a closing fence", "function f() {▮", "\n  return 1;\n}\n```\nThis", "function f() {\n  return 1;\n}"],
  ]),
  ...single("python", [
    ["a fence", "▮", "```python\nimport os\n```", "import os"],
    ["a sentence", "▮", "To implement this function, we use recursion", dropped("prose")],
    ["a sentence in a docstring", '"""▮"""', "Let us begin", '"""Let us begin"""'],
  ]),
  ...single("html", [["strikethrough is no end", "<s>a▮", "b</s>", "<s>ab</s>"]]),
  ...single("markdown", [
    ["a fence is text", "▮", "```ts", "```ts"],
    ["a sentence is text", "▮", "Here is the code:", "Here is the code:"],
    ["a control token is none", "a ▮", "b<|im_end|>", "a b"],
  ]),
  ...single("shellscript", [["a fence", "▮", "```bash\nls -l\n```", "ls -l"]]),
  ...single("yaml", [["a key that is a title", "▮", "Output: text", "Output: text"]]),
];
