import { RelativePattern, Uri, workspace, type WorkspaceFolder } from "vscode";
import type { ProjectTexts } from "./testFramework.js";

/** Test files that are looked at, at most. */
const mostFiles = 2_000;
/** A longer file says what the project tests with in its beginning, in bytes. */
const looked = 100_000;

/** Files that may be tests: of the same ending, by their names or folders. Paths in the folder. */
export async function testFiles(folder: WorkspaceFolder, ending: string): Promise<readonly string[]> {
  const globs = [
    `**/*{.,_,-}{test,spec}${ending}`,
    `**/test_*${ending}`,
    `**/*{Test,Tests}${ending}`,
    `**/tests/*${ending}`,
  ];
  const found = await Promise.all(
    globs.map((glob) => workspace.findFiles(new RelativePattern(folder, glob), "**/node_modules/**", mostFiles)),
  );
  const root = folder.uri.path.replace(/\/$/, "");
  return [...new Set(found.flat().map((uri) => uri.path.slice(root.length + 1)))];
}

/** The files that say what the project tests with, nearest first. */
export async function projectTexts(folder: WorkspaceFolder, source: string): Promise<ProjectTexts> {
  const near = (names: readonly string[]) => nearest(folder.uri, source, names);
  const [packageJson, python, jvm] = await Promise.all([
    near(["package.json"]),
    near(["pyproject.toml", "setup.cfg", "tox.ini", "pytest.ini", "requirements.txt", "requirements-dev.txt"]),
    near(["pom.xml", "build.gradle", "build.gradle.kts"]),
  ]);
  return { packageJson, python, jvm };
}

/** What stands in the files of these names in the folder of `source`, else in the next one above it that has any. */
async function nearest(root: Uri, source: string, names: readonly string[]): Promise<string> {
  const parts = source.split("/").slice(0, -1);
  for (let depth = parts.length; depth >= 0; depth--) {
    const folder = Uri.joinPath(root, ...parts.slice(0, depth));
    const texts = await Promise.all(names.map((name) => textOf(Uri.joinPath(folder, name), name)));
    const text = texts.join("");
    if (text !== "") return text;
  }
  return "";
}

/** With its name, which says something, too; empty when it is not there. */
async function textOf(uri: Uri, name: string): Promise<string> {
  try {
    const bytes = await workspace.fs.readFile(uri);
    const text = new TextDecoder().decode(bytes.subarray(0, looked));
    return name === "package.json" ? text : `${name}\n${text}\n`;
  } catch {
    return "";
  }
}
