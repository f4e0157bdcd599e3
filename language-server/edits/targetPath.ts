/** What may happen to a file that an answer names. */
export interface PathVerdict {
  /** `refused`: never written. `protected`: only after a confirmation of its own. */
  readonly verdict: "refused" | "protected" | "fine";
  /** Why, in the user's words; empty where it is fine. */
  readonly reason: string;
}

/**
 * Judges a path that a model names, by its spelling alone, for all systems at once: a name that is harmless here may be
 * an escape on Windows. Symbolic links are the caller's to resolve.
 *
 * @param path as it is written in the answer; it has to be relative to the workspace folder.
 */
export function targetPath(path: string): PathVerdict {
  const reason = refusal(path);
  if (reason !== undefined) return { verdict: "refused", reason };
  const segments = path
    .split(/[/\\]/)
    .map(fold)
    .filter((segment) => segment !== "" && segment !== ".");
  return isProtected(segments)
    ? { verdict: "protected", reason: "It decides what programs, editors or assistants do." }
    : { verdict: "fine", reason: "" };
}

const longest = 255;
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\s*\..*)?$/i;

function refusal(path: string): string | undefined {
  if (path.trim() === "") return "The name is empty.";
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u001F\u007F-\u009F]/.test(path)) return "The name has control characters.";
  if (/[\p{Cf}\u2028\u2029\u115F\u1160\u3164\uFFA0]|[\uD800-\uDFFF]/u.test(path))
    return "The name has hidden characters.";
  if (/^[/\\]/.test(path)) return "It is an absolute path.";
  if (/^~/.test(path)) return "It leads into a home folder.";
  if (/%[0-9a-f]{2}/i.test(path)) return "The name is encoded.";
  if (/[:<>"|?*]/.test(path)) return "The name has signs that are no part of a file's name everywhere.";
  if (/\$\{|\$\(|\$\w+[/\\]/.test(path)) return "The name has variables in it.";
  if (/[/\\]$/.test(path)) return "It names a folder.";
  const folded = path.normalize("NFKC");
  const segments = folded.split(/[/\\]/);
  if (folded.split(/[/\\]/).length !== path.split(/[/\\]/).length) return "The name imitates a separator.";
  if (/[\u2044\u2215\u29F5\u29F8\uFF0F\uFF3C\uFE68\u2024\u2025\u2026]/.test(path))
    return "The name imitates a separator.";
  for (const segment of segments) {
    if (segment === "." || segment === "") continue;
    if (/^\s*\.{2,}\s*$/.test(segment)) return "It leads out of the folder.";
    if (/[. ]$/.test(segment) || /^\s/.test(segment)) return "Windows drops dots and blanks at the end of a name.";
    if (device.test(segment)) return "It is a device on Windows.";
    if (/~\d+(?:\.|$)/.test(segment)) return "It is a short name on Windows.";
    if (segment.length > longest) return "The name is too long.";
  }
  return undefined;
}

/** As a file system that ignores case and composition sees a name. */
function fold(segment: string): string {
  return segment
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFC")
    .replace(/ſ/g, "s")
    .replace(/ı|i\u0307/g, "i");
}

/** Folders in which everything is protected. */
const folders = new Set(
  ".git .hg .svn .jj .vscode .vscode-insiders .idea .devcontainer .husky .cursor .claude .ssh .gnupg .circleci .github/workflows .github/actions".split(
    " ",
  ),
);

/** Files that something runs, obeys or trusts. */
const files = new Set(
  [
    ".gitattributes .gitmodules .gitconfig .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .envrc .pypirc .netrc .mcp.json mcp.json",
    ".bashrc .bash_profile .bash_login .profile .zshrc .zshenv .zprofile .zlogin .editorconfig .tool-versions .devcontainer.json",
    "agents.md claude.md gemini.md .cursorrules .windsurfrules .clinerules .roorules copilot-instructions.md .aider.conf.yml",
    ".ponderignore .gitignore .cursorignore .aiignore .copilotignore .codeiumignore",
    "package.json makefile gnumakefile justfile dockerfile jenkinsfile .gitlab-ci.yml .pre-commit-config.yaml",
  ].flatMap((names) => names.split(" ")),
);

function isProtected(segments: readonly string[]): boolean {
  const name = segments.at(-1) ?? "";
  return (
    segments.some((segment, at) => folders.has(segment) || folders.has(`${segment}/${segments[at + 1] ?? ""}`)) ||
    files.has(name) ||
    /\.code-workspace$/.test(name) ||
    /^\.env(?:\..+)?$/.test(name) ||
    segments.some((segment) => /^\.clinerules/.test(segment))
  );
}
