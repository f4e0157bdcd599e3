import type { Problem } from "../../../protocol/edits.js";

/** The problems of one file. */
export interface FileProblems {
  readonly path: string;
  readonly problems: readonly (Problem & { readonly severity: "error" | "warning" | "info" | "hint" })[];
  /** A line of the file, zero-based; `undefined` where it is not known. */
  readonly line: (at: number) => string | undefined;
}

/** More are not sent: the first ones cause the others, as a rule. */
export const mostProblems = 50;

/** Problems as a compiler writes them, each with its line of code. Pure. */
export function problemsText(files: readonly FileProblems[]): string {
  const all = files.flatMap(({ path, problems, line }) =>
    problems.map(({ range: { start }, severity, message, source, code }) => {
      const origin = [source, code].filter((part) => part !== undefined).join(" ");
      const text = line(start.line)?.trim() ?? "";
      return [
        `${path}:${start.line + 1}:${start.character + 1}: ${severity}${origin === "" ? "" : ` ${origin}`}: ${message}`,
        ...(text === "" ? [] : [`    ${text}`]),
      ].join("\n");
    }),
  );
  const more = all.length - mostProblems;
  return `${[...all.slice(0, mostProblems), ...(more > 0 ? [`… ${more} more problems`] : [])].join("\n")}\n`;
}
