/** Whether two lines say the same: white space, the kind of quotes and a closing `;` or `,` may differ. */
export function isSameLine(one: string, other: string): boolean {
  return bare(one) === bare(other);
}

/** Whether a line is worth comparing: `}` and `end` may well stand twice. */
export function isTellingLine(line: string): boolean {
  return line.replace(/[^\p{L}\p{N}]/gu, "").length > 3;
}

function bare(line: string): string {
  return line
    .trim()
    .replace(/[;,]$/, "")
    .replace(/['`]/g, '"')
    .replace(/(?<=[^\w\s])\s+|\s+(?=[^\w\s])/g, "")
    .replace(/\s+/g, " ");
}
