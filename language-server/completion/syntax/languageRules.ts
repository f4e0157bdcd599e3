/** A kind of string: how it begins and ends. */
export interface StringRule {
  readonly open: string;
  readonly close: string;
  /** It may go over several lines. */
  readonly lines: boolean;
  /** A backslash takes the next character's meaning away. */
  readonly escapes: boolean;
  /** `${` goes back to code. */
  readonly holes: boolean;
}

/** What one must know of a language to see its strings, comments, brackets and blocks without a parser. */
export interface LanguageRules {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  /** Longer openers first. */
  readonly strings: readonly StringRule[];
  /** What a block is made of. */
  readonly blocks: "brackets" | "indentation" | "words" | "tags" | "none";
  /** It has regular expressions between slashes. */
  readonly expressions?: boolean;
  /** It is written for people: apostrophes are no quotes, and sentences are welcome. */
  readonly prose: boolean;
}

const plain = (quote: string): StringRule => ({ open: quote, close: quote, lines: false, escapes: true, holes: false });
const long = (open: string, escapes: boolean, close = open): StringRule => ({
  open,
  close,
  lines: true,
  escapes,
  holes: false,
});
const template: StringRule = { open: "`", close: "`", lines: true, escapes: true, holes: true };

const slashes = { lineComments: ["//"], blockComments: [["/*", "*/"]], blocks: "brackets", prose: false } as const;
const c: LanguageRules = { ...slashes, strings: [plain('"'), plain("'")] };
const script: LanguageRules = { ...slashes, strings: [template, plain('"'), plain("'")], expressions: true };
const textBlocks: LanguageRules = { ...slashes, strings: [long('"""', true), plain('"'), plain("'")] };
const hash = { lineComments: ["#"], blockComments: [], prose: false } as const;
const markup: LanguageRules = {
  lineComments: [],
  blockComments: [["<!--", "-->"]],
  strings: [plain('"')],
  blocks: "tags",
  prose: false,
};
const sheet: LanguageRules = { ...c, lineComments: [] };
const prose: LanguageRules = { lineComments: [], blockComments: [], strings: [], blocks: "none", prose: true };
const unknown: LanguageRules = { ...prose, strings: [plain('"')], blocks: "brackets", prose: false };

/** Rust's `'` is a lifetime far more often than a character, so only those characters count that would be misread. */
const rustCharacters = ['"', "(", ")", "{", "}", "[", "]"].map((char) => ({ ...plain("'"), open: `'${char}` }));

const rules: Readonly<Record<string, LanguageRules>> = {
  typescript: script,
  typescriptreact: script,
  javascript: script,
  javascriptreact: script,
  vue: script,
  svelte: script,
  c,
  cpp: c,
  "objective-c": c,
  csharp: { ...slashes, strings: [long('"""', false), plain('"'), plain("'")] },
  java: textBlocks,
  kotlin: textBlocks,
  scala: textBlocks,
  swift: { ...slashes, strings: [long('"""', true), plain('"')] },
  dart: { ...slashes, strings: [long("'''", true), long('"""', true), plain('"'), plain("'")] },
  go: { ...slashes, strings: [long("`", false), plain('"'), plain("'")] },
  rust: { ...slashes, strings: [long('r#"', false, '"#'), long('"', true), ...rustCharacters] },
  php: { ...c, lineComments: ["//", "#"] },
  css: sheet,
  scss: c,
  less: c,
  json: { ...slashes, strings: [plain('"')] },
  jsonc: { ...slashes, strings: [plain('"')] },
  python: {
    ...hash,
    strings: [long('"""', true), long("'''", true), plain('"'), plain("'")],
    blocks: "indentation",
  },
  yaml: { ...hash, strings: [plain('"'), plain("'")], blocks: "indentation" },
  toml: { ...hash, strings: [long('"""', true), long("'''", false), plain('"'), plain("'")], blocks: "none" },
  shellscript: { ...hash, strings: [long('"', true), long("'", false)], blocks: "words" },
  makefile: { ...hash, strings: [plain('"')], blocks: "indentation" },
  dockerfile: { ...hash, strings: [plain('"')], blocks: "none" },
  ruby: { ...hash, strings: [plain('"'), plain("'")], blocks: "words" },
  lua: {
    lineComments: ["--"],
    blockComments: [["--[[", "]]"]],
    strings: [long("[[", false, "]]"), plain('"'), plain("'")],
    blocks: "words",
    prose: false,
  },
  sql: {
    lineComments: ["--"],
    blockComments: [["/*", "*/"]],
    strings: [long("'", false), plain('"')],
    blocks: "none",
    prose: false,
  },
  html: markup,
  xml: markup,
  markdown: prose,
  plaintext: prose,
  scminput: prose,
  "git-commit": { ...prose, lineComments: ["#"] },
  latex: { ...prose, lineComments: ["%"] },
};

/** The rules of a language id; of one that is not known, careful ones: only `"` is a quote. */
export function languageRules(languageId: string): LanguageRules {
  return rules[languageId] ?? unknown;
}
