/**
 * Something that a thought mentions and that may be found in the code. It is a model's text: a place is only looked for
 * among the files of the workspace and what was sent with the question.
 */
export type Mention =
  | { readonly kind: "file"; readonly path: string; readonly line?: number }
  /** Lines as people count them, from 1. */
  | { readonly kind: "lines"; readonly first: number; readonly last: number }
  /** `name`: the last part of `text`, such as `push` of `items.push()`. */
  | { readonly kind: "name"; readonly name: string; readonly text: string };

/** Longest text of a mention, in UTF-16 code units. */
export const maxMention = 200;

/** Ends of the names of files that are surely meant as such. */
const extensions =
  "[cm]?[jt]sx?|json[c5]?|py[iw]?|rb|go|rs|java|kts?|scala|swift|c|cc|cpp|cxx|h|hh|hpp|cs|fs|vb|php|lua|pl|r|jl|dart|exs?|erl|hs|ml|clj|sql|sh|bash|zsh|fish|ps1|bat|ya?ml|toml|ini|cfg|conf|env|lock|xml|html?|css|s[ac]ss|less|vue|svelte|md|mdx|txt|csv|proto|graphql|gradle|tf|ipynb";

/** Names of things that look like files, or like identifiers, and are not. */
const noFiles = /^(?:node|next|vue|nuxt|express|react|three|d3|chart|moment|discord|socket)\.(?:js|io)$/i;

const identifier = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const filePattern = new RegExp(
  String.raw`^((?:[A-Za-z]:)?[\p{L}\p{N}_.@~+\-/\\()[\]]*[\p{L}\p{N}_\-)\]]\.(?:${extensions}))(?:[:#]L?(\d{1,7})(?:[:-]\d{1,7})?)?$`,
  "u",
);
const linesPattern = /^lines?\s+(\d{1,7})(?:\s*(?:-|–|—|to|and|through)\s*(\d{1,7}))?$/i;
const namePattern = new RegExp(
  String.raw`^(?:@|#)?(${identifier}(?:(?:\.|\?\.|::|->|#)${identifier})*)(?:\(\))?$`,
  "u",
);

/** What a text mentions; `undefined`: nothing that could be looked for. Pure. */
export function parseMention(text: string): Mention | undefined {
  if (text.length > maxMention) return undefined;
  const lines = linesPattern.exec(text);
  if (lines) {
    const first = Number(lines[1]);
    return { kind: "lines", first, last: Math.max(first, Number(lines[2] ?? first)) };
  }
  const file = filePattern.exec(text);
  if (file?.[1] !== undefined && !noFiles.test(file[1])) {
    return { kind: "file", path: file[1], ...(file[2] !== undefined && { line: Number(file[2]) }) };
  }
  const name = namePattern.exec(text)?.[1];
  if (name === undefined) return undefined;
  return { kind: "name", name: name.split(/\.|::|->|#/).at(-1) ?? name, text: name };
}
