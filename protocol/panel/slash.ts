/**
 * Commands that can be written at the beginning of a question, and the VS Code command that does the work with what is
 * written behind it, as `{ instruction?: string }`. Those without one are questions of the chat itself.
 */
export const slashCommands = {
  explain: undefined,
  fix: "ponder.fix",
  tests: "ponder.generateTests",
  doc: "ponder.document",
  review: "ponder.review",
  refactor: "ponder.refactor",
  commit: "ponder.commitMessage",
  clear: "ponder.newChat",
} as const;

export type SlashName = keyof typeof slashCommands;
export const slashNames = Object.keys(slashCommands) as readonly SlashName[];

/** A question that begins with a command. */
export interface SlashQuestion {
  readonly name: SlashName;
  /** What is written behind it; may be empty. */
  readonly rest: string;
}

/** Reads the command of a question; `undefined`: it is a question, also where it begins with a path. Pure. */
export function readSlash(question: string, available: readonly SlashName[]): SlashQuestion | undefined {
  const [, word, rest = ""] = /^\s*\/([a-z]+)(?=\s|$)([^]*)$/.exec(question) ?? [];
  const name = available.find((each) => each === word);
  return name && { name, rest: rest.trim() };
}
