/** A name with an extension, or a path; a name without either is a word. No white space: that is prose. */
const pathLike = /^(?:[^\s`*"'<>|]*[/\\][^\s`*"'<>|]+|[^\s`*"'<>|/\\]*\.[\p{L}\p{N}_-]+)$/u;
const label = /^(?:file(?:name)?|path|datei)\s*[:=]\s*/i;

/**
 * The path that a line above a code block names: `src/a.ts`, `**src/a.ts**`, `### src/a.ts:`, "File: `src/a.ts`".
 *
 * @returns nothing where the line says anything else.
 */
export function pathInLine(line: string): string | undefined {
  const bare = line
    .trim()
    .replace(/^(?:#{1,6}|[-*]|\d+\.)\s+/, "")
    .replace(/^[`*_"']+|[`*_"':]+$/g, "")
    .replace(label, "")
    .replace(/^[`*_"']+|[`*_"':]+$/g, "");
  return pathLike.test(bare) && !/^\.+$/.test(bare) && !/^\w+:\/\//.test(bare) ? bare : undefined;
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
