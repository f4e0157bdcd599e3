import hljs from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import c from "highlight.js/lib/languages/c";
import cpp from "highlight.js/lib/languages/cpp";
import csharp from "highlight.js/lib/languages/csharp";
import css from "highlight.js/lib/languages/css";
import diff from "highlight.js/lib/languages/diff";
import dockerfile from "highlight.js/lib/languages/dockerfile";
import go from "highlight.js/lib/languages/go";
import ini from "highlight.js/lib/languages/ini";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import json from "highlight.js/lib/languages/json";
import kotlin from "highlight.js/lib/languages/kotlin";
import lua from "highlight.js/lib/languages/lua";
import makefile from "highlight.js/lib/languages/makefile";
import php from "highlight.js/lib/languages/php";
import python from "highlight.js/lib/languages/python";
import ruby from "highlight.js/lib/languages/ruby";
import rust from "highlight.js/lib/languages/rust";
import sql from "highlight.js/lib/languages/sql";
import swift from "highlight.js/lib/languages/swift";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import yaml from "highlight.js/lib/languages/yaml";

const languages = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  lua,
  makefile,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);
// Names that VS Code and models use and highlight.js does not.
hljs.registerAliases(["typescriptreact"], { languageName: "typescript" });
hljs.registerAliases(["javascriptreact"], { languageName: "javascript" });
hljs.registerAliases(["shellscript", "shell", "console"], { languageName: "bash" });
hljs.registerAliases(["jsonc", "json5"], { languageName: "json" });

/**
 * Longest code that is coloured, in UTF-16 code units. Colouring costs about a millisecond for each thousand of them;
 * longer code comes in pieces of less than this.
 */
export const maxHighlightedLength = 10_000;

/** What was coloured last: the finished blocks before a growing one are asked for again in each frame. */
const known = new Map<string, string>();
const knownCount = 16;

/**
 * Colours code.
 *
 * @param language a language's name, as it stands after the opening fence.
 * @returns escaped HTML whose only elements are `<span class="hljs-…">`, or `undefined`: show it without colours.
 */
export function highlight(code: string, language: string): string | undefined {
  if (code.length > maxHighlightedLength || !hljs.getLanguage(language)) return undefined;
  const key = `${language}\n${code}`;
  const found = known.get(key) ?? hljs.highlight(code, { language, ignoreIllegals: true }).value;
  known.delete(key);
  known.set(key, found);
  if (known.size > knownCount) known.delete(known.keys().next().value ?? "");
  return found;
}
