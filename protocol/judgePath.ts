import { t } from "./localise.js";

/** What may happen to a file that an answer names. */
export interface PathVerdict {
  /** `refused`: never written. `protected`: only after a confirmation of its own. */
  readonly verdict: "refused" | "protected" | "fine";
  /** Why, in the user's words; empty where it is fine. */
  readonly reason: string;
}

/**
 * Judges a path that a model names, by its spelling alone, for all systems at once: a name that is harmless here may be
 * an escape on Windows. Symbolic links are for `findInside`. Pure.
 *
 * @param path as it is written in the answer; it has to be relative to the folder. Both slashes separate.
 */
export function judgePath(path: string): PathVerdict {
  const reason = refusal(path);
  if (reason !== undefined) return { verdict: "refused", reason };
  return isProtectedPath(path)
    ? { verdict: "protected", reason: t("It decides what programs, editors or assistants do.") }
    : { verdict: "fine", reason: "" };
}

/** The names of a path, without those that say nothing. Pure. */
export function pathParts(path: string): readonly string[] {
  return path.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
}

/** A name as a file system sees it that ignores case and composition. Pure. */
export function foldName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFC")
    .replace(/ſ/g, "s")
    .replace(/ı|i\u0307/g, "i");
}

/** Longest name of a file, in UTF-16 code units. */
const longest = 255;
const device = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\s*\..*)?$/i;

function refusal(path: string): string | undefined {
  if (path.trim() === "") return t("The name is empty.");
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (/[\u0000-\u001F\u007F-\u009F]/.test(path)) return t("The name has control characters.");
  if (/[\p{Cf}\u2028\u2029\u115F\u1160\u3164\uFFA0]|[\uD800-\uDFFF]/u.test(path))
    return t("The name has hidden characters.");
  if (/^[/\\]/.test(path)) return t("It is an absolute path.");
  if (/^~/.test(path)) return t("It leads into a home folder.");
  if (/%[0-9a-f]{2}/i.test(path)) return t("The name is encoded.");
  if (/[:<>"|?*]/.test(path)) return t("The name has signs that no file can have everywhere.");
  if (/\$\{|\$\(|\$\w+[/\\]/.test(path)) return t("The name has variables in it.");
  if (/[/\\]$/.test(path)) return t("It names a folder.");
  const folded = path.normalize("NFKC");
  const segments = folded.split(/[/\\]/);
  const imitates = /[\u2044\u2215\u29F5\u29F8\uFF0F\uFF3C\uFE68\u2024\u2025\u2026]/.test(path);
  if (imitates || segments.length !== path.split(/[/\\]/).length) return t("The name imitates a separator.");
  for (const segment of segments) {
    if (segment === "." || segment === "") continue;
    if (/^\s*\.{2,}\s*$/.test(segment)) return t("It leads out of the folder.");
    if (/[. ]$/.test(segment) || /^\s/.test(segment)) return t("Windows drops dots and blanks at the end of a name.");
    if (device.test(segment)) return t("It is a device on Windows.");
    if (/~\d+(?:\.|$)/.test(segment)) return t("It is a short name on Windows.");
    if (segment.length > longest) return t("The name is too long.");
  }
  return undefined;
}

/** Folders in which everything is protected. */
const folders = new Set(
  [
    ".git .hg .svn .jj .vscode .vscode-insiders .vscode-server .idea .zed .fleet .devcontainer .husky .githooks",
    ".cursor .claude .continue .roo .cline .aider .windsurf .codex .gemini .ponder",
    ".ssh .gnupg .aws .azure .kube .docker .config .circleci .buildkite",
    ".github/workflows .github/actions .github/instructions .github/prompts .gitlab/ci",
  ].flatMap((names) => names.split(" ")),
);

/** Files that something runs, obeys or trusts. */
const files = new Set(
  [
    ".gitattributes .gitmodules .gitconfig .npmrc .yarnrc .yarnrc.yml .pnpmfile.cjs .envrc .pypirc .netrc .mcp.json mcp.json",
    ".bashrc .bash_profile .bash_login .profile .zshrc .zshenv .zprofile .zlogin .editorconfig .tool-versions .devcontainer.json",
    "agents.md claude.md gemini.md .cursorrules .windsurfrules .clinerules .roorules copilot-instructions.md .aider.conf.yml",
    ".ponderignore .gitignore .cursorignore .aiignore .copilotignore .codeiumignore .rooignore .clineignore .continueignore",
    "package.json makefile gnumakefile justfile rakefile taskfile.yml gulpfile.js gruntfile.js dockerfile jenkinsfile",
    "docker-compose.yml docker-compose.yaml compose.yml compose.yaml .gitlab-ci.yml .pre-commit-config.yaml .travis.yml",
    "azure-pipelines.yml bitbucket-pipelines.yml build.rs setup.py conftest.py noxfile.py build.gradle build.gradle.kts",
    "settings.gradle settings.gradle.kts gradlew gradlew.bat mvnw mvnw.cmd",
  ].flatMap((names) => names.split(" ")),
);

/**
 * Whether a file decides what programs, editors or assistants do: hooks, settings, tasks, workflows, ignore files,
 * secrets, instructions. Pure.
 *
 * @param path relative or absolute.
 */
export function isProtectedPath(path: string): boolean {
  const parts = pathParts(path).map(foldName);
  const name = parts.at(-1) ?? "";
  return (
    parts.some((part, at) => folders.has(part) || folders.has(`${part}/${parts[at + 1] ?? ""}`)) ||
    files.has(name) ||
    /\.code-workspace$/.test(name) ||
    /^\.env(?:\..+)?$/.test(name) ||
    parts.some((part) => /^\.clinerules/.test(part))
  );
}
