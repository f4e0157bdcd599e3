/** What is being written at the caret and can be completed. */
export interface Trigger {
  /** A command at the beginning of the question, or a mention anywhere in it. */
  readonly kind: "slash" | "mention";
  /** Behind the sign, up to the caret. */
  readonly query: string;
  /** The piece of the text that a choice replaces, its sign included. */
  readonly start: number;
  readonly end: number;
}

/** Signs that a word may begin behind. */
const before = /[\s([{'"“„]/;

/** What stands at the caret; `undefined`: nothing that could be completed. Pure. */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const head = text.slice(0, caret);
  const slash = /^\s*\/([a-z]*)$/.exec(head);
  if (slash) return { kind: "slash", query: slash[1] ?? "", start: head.indexOf("/"), end: caret };
  // A quoted name may hold blanks.
  const mention = /#((?:file|folder|symbol):"[^"\n]*|[^\s#"]*)$/.exec(head);
  if (!mention) return undefined;
  const start = mention.index;
  if (start > 0 && !before.test(text[start - 1] ?? "")) return undefined;
  return { kind: "mention", query: mention[1] ?? "", start, end: caret };
}
