const closerOf: Readonly<Partial<Record<string, string>>> = { "(": ")", "[": "]", "{": "}" };
const quotes = new Set(["'", '"', "`"]);

/**
 * What would close the brackets and quotes that a line leaves open, innermost first. It knows no language: a bracket
 * in a string counts for nothing, and an apostrophe in a comment opens a string.
 */
export function openClosers(line: string): string {
  const open: string[] = [];
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    const innermost = open.at(-1);
    if (innermost !== undefined && quotes.has(innermost)) {
      if (char === "\\") at++;
      else if (char === innermost) open.pop();
      else if (innermost === "`" && char === "$" && line[at + 1] === "{") {
        open.push("}");
        at++;
      }
      continue;
    }
    const closer = quotes.has(char) ? char : closerOf[char];
    if (closer !== undefined) open.push(closer);
    else if (char === innermost) open.pop();
  }
  return open.reverse().join("");
}
