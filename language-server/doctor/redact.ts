/** What must not be in a text that is shown to others. */
export interface Secrets {
  /** Folders that are known, such as the one for models: a path in them may hold anything, blanks too. */
  readonly folders: readonly string[];
  /** Whole words and what stands for each: names of the user, the machine, workspace folders. */
  readonly names: readonly (readonly [name: string, shown: string])[];
}

/** A name that is shorter is in too many words. */
const shortestName = 3;

/**
 * Takes folders, names, tokens and passwords out of a text; of a path its last part is left. Pure.
 *
 * What is taken out is replaced by something that says what it was, so that the text can still be understood.
 */
export function redact(text: string, { folders, names }: Secrets): string {
  let left = text
    .replace(/\b(?:hf|sk|ghp|gho|ghs|github_pat)_[A-Za-z0-9_]{8,}/g, "<token>")
    .replace(/\b(Bearer|Basic) [\w.~+/-]+=*/g, "$1 <token>")
    .replace(/(?<=:\/\/)[^\s/@]+@/g, "");
  const longestFirst = folders.filter((folder) => folder.length > 1).sort((a, b) => b.length - a.length);
  for (const folder of longestFirst) left = left.replaceAll(folder, "…");
  left = left
    .replace(/(?<![\w:/.~…])(?:\/[^\s/"'“”:;,()<>]+)+(\/[^\s/"'“”:;,()<>]+)/g, "…$1")
    .replace(/\b[A-Za-z]:\\(?:[^\\\s"'“”:;,()<>]+\\)+([^\\\s"'“”:;,()<>]+)/g, "…\\$1");
  for (const [name, shown] of names) {
    if (name.length < shortestName) continue;
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    left = left.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "giu"), shown);
  }
  return left;
}
