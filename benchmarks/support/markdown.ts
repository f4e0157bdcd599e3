/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** A share as a percentage with its counts, for example `64.8 % (57/88)`. */
export function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} % (${part}/${whole})`;
}

/** A chart of shares for a monospaced block: a name, a bar of up to 40 marks, the percentage. */
export function barChart(bars: readonly { readonly name: string; readonly share: number }[]): string {
  const width = Math.max(...bars.map(({ name }) => name.length));
  return bars
    .map(({ name, share }) => {
      const filled = Math.round(share * 40);
      const bar = "█".repeat(filled) + "·".repeat(40 - filled);
      return `${name.padEnd(width)} ${bar} ${(100 * share).toFixed(1)} %`;
    })
    .join("\n");
}
