/** A planted bug of the held-out set, as an editor would see it. */
export interface FixCase {
  readonly task: "fix" | "fix-sel" | "fix-sr";
  /** The kind of the bug, for example `off`. */
  readonly kind: string;
  readonly languageId: string;
  /** The path that the case names, or one that fits to the language. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** What the editor reports about it, if the case says so. */
  readonly diagnostic?: Diagnostic;
  /** The prompt that the case was made with. */
  readonly prompt: string;
}

export interface Diagnostic {
  readonly message: string;
  /** 1-based. */
  readonly line?: number;
}

const languages: Readonly<Record<string, { readonly id: string; readonly extension: string }>> = {
  ts: { id: "typescript", extension: "ts" },
  js: { id: "javascript", extension: "js" },
  py: { id: "python", extension: "py" },
};

/**
 * Reads the cases of the tasks `fix`, `fix-sel` and `fix-sr`.
 *
 * @param jsonLines the held-out set, one object per line.
 */
export function readFixCases(jsonLines: string): readonly FixCase[] {
  return jsonLines.split("\n").flatMap((line): readonly FixCase[] => {
    if (line.trim() === "") return [];
    const row = JSON.parse(line) as Row;
    if (!isFixTask(row.task)) return [];
    const language = languages[row.lang ?? ""];
    if (!language || row.kind === undefined || row.before === undefined || row.code === undefined) {
      throw new Error(`A case of the task ${row.task} lacks a field: ${line.slice(0, 120)}`);
    }
    const diagnostic = diagnosticIn(row.prompt);
    return [
      {
        task: row.task,
        kind: row.kind,
        languageId: language.id,
        path: row.path ?? `src/code.${language.extension}`,
        before: row.before,
        after: row.code,
        prompt: row.prompt,
        ...(diagnostic ? { diagnostic } : {}),
      },
    ];
  });
}

interface Row {
  readonly task: string;
  readonly prompt: string;
  readonly kind?: string;
  readonly lang?: string;
  readonly path?: string;
  readonly before?: string;
  readonly code?: string;
}

function isFixTask(task: string): task is FixCase["task"] {
  return task === "fix" || task === "fix-sel" || task === "fix-sr";
}

/**
 * The compiler's message inside of a prompt's text. The prompts put it in one of these forms, each on a line of its
 * own; the code of the prompt is not searched.
 */
export function diagnosticIn(prompt: string): Diagnostic | undefined {
  const prose = prompt
    .replace(/\[file content begin\]\n.*?\n\[file content end\]/gs, "")
    .replace(/```\w*\n.*?\n```/gs, "");
  for (const line of prose.split("\n")) {
    for (const form of forms) {
      const { message, line: place } = form.exec(line)?.groups ?? {};
      if (message !== undefined) return { message, ...(place === undefined ? {} : { line: Number(place) }) };
    }
  }
  return undefined;
}

const forms: readonly RegExp[] = [
  /^(?:- |Problem on )?[Ll]ine (?<line>\d+): (?:error: )?(?<message>.+)$/,
  /^- (?:\[error\] )?(?<message>.+) \(line (?<line>\d+)(?:, column \d+)?\)$/,
  /^(?:Error|The editor reports|error TS\d+): (?<message>.+)$/,
  // Without any mark: the compilers' own wordings, quoted tokens and all.
  /^(?<message>'[^']+' (?:expected\.|was never closed))$/,
];
