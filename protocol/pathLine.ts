/** A name with an extension, or a path; a name without either is a word. No white space: that is prose. */
const pathLike = /^(?:[^\s`*"'<>|]*[/\\][^\s`*"'<>|]+|[^\s`*"'<>|/\\]*\.[\p{L}\p{N}_-]+)$/u;
/** Between backticks or asterisks a path may have blanks in it. */
const quotedPath = /^(?:`([^`]+)`|\*\*`?([^*`]+)`?\*\*):?$/;
const label = /^(?:file(?:name)?|path|datei)\**\s*[:=]\**\s*/i;

/**
 * The path that a line above a code block names: `src/a.ts`, `**src/a.ts**`, `### src/a.ts:`, "File: `src/a.ts`",
 * "In `src/a.ts`:".
 *
 * @returns nothing where the line says anything else.
 */
export function pathInLine(line: string): string | undefined {
  const text = line.trim().replace(/^(?:#{1,6}|[-*]|\d+\.)\s+/, "");
  const bare = withoutMarks(withoutMarks(text).replace(label, ""));
  if (isPath(bare)) return bare;
  const [, code, bold] = quotedPath.exec(text.replace(label, "")) ?? [];
  const quoted = (code ?? bold ?? "").trim();
  if (/^[^<>|"]*\.\w+$/.test(quoted) && !/[.:;,] /.test(quoted) && isPath(quoted.replaceAll(" ", "_"))) return quoted;
  // A label makes a path of any name: `Makefile`.
  if (label.test(withoutMarks(text)) && /^[\w.-]+$/.test(bare)) return bare;
  return pathInSentence(text);
}

/** "Change this in `src/a.ts`:" names a file; "Call `items.length`:" does not. */
function pathInSentence(text: string): string | undefined {
  if (!/:[*_]*$/.test(text)) return undefined;
  const names = [...text.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  const [path, ...others] = names.filter((name) => /[/\\]/.test(name) && isPath(name) && /\.\w+$/.test(name));
  return others.length === 0 ? path : undefined;
}

function withoutMarks(text: string): string {
  return text.replace(/^[`*_"']+|[`*_"':]+$/g, "");
}

function isPath(text: string): boolean {
  return pathLike.test(text) && !/^\.+$/.test(text) && !/^\w+:\/\//.test(text);
}

const comment = /^\s*(?:\/\/|#|--|;|\/\*|<!--|%)\s*(?:file(?:name)?\s*:\s*)?(\S+?)\s*(?:\*\/|-->)?\s*$/i;

/** The path that a comment consists of, as models put it into the first line of code: `// src/a.ts`. */
export function pathInComment(line: string): string | undefined {
  const path = comment.exec(line)?.[1] ?? "";
  return /[/\\]/.test(path) && /\.\w+$/.test(path) && isPath(path) ? path : undefined;
}

/** The path in the info string of a fence: `ts:src/a.ts`, `ts src/a.ts`, `src/a.ts`, `ts title="src/a.ts"`. */
export function pathInInfo(info: string): string | undefined {
  const text = info.trim();
  const attribute = /(?:title|file|filename|path)\s*=\s*(?:"([^"]+)"|'([^']+)'|(\S+))/i.exec(text);
  if (attribute) return pathInLine(attribute[1] ?? attribute[2] ?? attribute[3] ?? "");
  const afterColon = /^[\w+#-]+:(?!\\)(.+)$/.exec(text)?.[1];
  if (afterColon !== undefined) return pathInLine(afterColon);
  const last = text.split(/\s+/).at(-1) ?? "";
  // `c++`, `.net` and `objective-c` are languages; a path has a separator, or a name before its dot.
  return /[/\\]|[^.]\.\w+$/.test(last) ? pathInLine(last) : undefined;
}
