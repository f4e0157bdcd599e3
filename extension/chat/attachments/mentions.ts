/** Something that a question names with a `#`. */
export type Mention =
  | { readonly kind: "selection" | "problems" | "terminal" | "changes" }
  | { readonly kind: "file" | "folder"; readonly path: string }
  | { readonly kind: "symbol"; readonly name: string; readonly path?: string };

/** Mentions that need no name. */
export const plainMentions = ["selection", "problems", "terminal", "changes"] as const;

const pattern =
  /(?<![^\s([{'"“„])#(?:(selection|problems|terminal|changes)(?![\w:/])|(file|folder|symbol):(?:"([^"\n]+)"|([^\s"]+)))/g;
/** Signs that belong to the sentence and not to the name, at its end. */
const sentenceEnd = /[.,;:!?)\]}'”“]+$/;

/** The mentions of a question, each once, in order. What is no mention (`#1`, `# heading`, `C#`) is text. Pure. */
export function mentionsIn(question: string): readonly Mention[] {
  const found = new Map<string, Mention>();
  for (const [, plain, target, quoted, bare] of question.matchAll(pattern)) {
    const mention = plain !== undefined ? plainMention(plain) : named(target, quoted ?? bare?.replace(sentenceEnd, ""));
    if (mention) found.set(mentionText(mention), mention);
  }
  return [...found.values()];
}

/** As it is written. Pure. */
export function mentionText(mention: Mention): string {
  switch (mention.kind) {
    case "file":
    case "folder":
      return `#${mention.kind}:${quote(mention.path)}`;
    case "symbol":
      return `#symbol:${quote(mention.path === undefined ? mention.name : `${mention.name}@${mention.path}`)}`;
    case "selection":
    case "problems":
    case "terminal":
    case "changes":
      return `#${mention.kind}`;
  }
}

function plainMention(word: string): Mention | undefined {
  const kind = plainMentions.find((each) => each === word);
  return kind && { kind };
}

function named(target: string | undefined, name: string | undefined): Mention | undefined {
  if (name === undefined || name === "") return undefined;
  if (target === "file" || target === "folder") return { kind: target, path: name.replaceAll("\\", "/") };
  const at = name.indexOf("@");
  if (at <= 0) return { kind: "symbol", name };
  return { kind: "symbol", name: name.slice(0, at), path: name.slice(at + 1) };
}

/** In quotation marks where a blank would end the name, or a sign at its end would be taken for the sentence's. */
function quote(name: string): string {
  return /\s/.test(name) || sentenceEnd.test(name) ? `"${name}"` : name;
}
