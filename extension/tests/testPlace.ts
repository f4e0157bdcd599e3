import path from "node:path/posix";

/** How the names of test files are made of those of the code, by language; the first form is used where there are none. */
const forms: Readonly<Record<string, readonly ((stem: string) => string)[]>> = {
  python: [(stem) => `test_${stem}`, (stem) => `${stem}_test`],
  go: [(stem) => `${stem}_test`],
  rust: [(stem) => stem, (stem) => `${stem}_test`],
  java: [(stem) => `${stem}Test`, (stem) => `${stem}Tests`],
  kotlin: [(stem) => `${stem}Test`],
  csharp: [(stem) => `${stem}Tests`],
  ruby: [(stem) => `${stem}_test`, (stem) => `${stem}_spec`],
  php: [(stem) => `${stem}Test`],
};
const usualForms = [(stem: string) => `${stem}.test`, (stem: string) => `${stem}.spec`];

const testFolders = new Set(["test", "tests", "__tests__", "spec", "specs"]);
const sourceFolders = new Set(["src", "lib", "source", "app"]);

/**
 * Where the tests of a file belong: in the file that tests it already, else in a new one that is named and placed like the
 * project's other tests. Pure.
 *
 * @param source path in its workspace folder, `/` as separator, like all paths here.
 * @param files those of the folder that may be tests.
 */
export function testPlace(source: string, languageId: string, files: readonly string[]): string {
  const { dir, name: stem, ext } = path.parse(source);
  const named = forms[languageId] ?? usualForms;
  const names = named.map((form) => form(stem) + ext);
  const known = files.filter((file) => file !== source && isTest(file, languageId));
  const own = known.filter((file) => names.includes(path.basename(file)));
  const [nearest] = own.toSorted((a, b) => distance(a, source) - distance(b, source));
  if (nearest !== undefined) return nearest;
  const form = mostUsed(named, known, ext);
  const name = form(stem) + ext;
  if (languageId === "go") return path.join(dir, name);
  if (languageId === "rust") return path.join(crateOf(source), "tests", name);
  const maven = dir.replace(/(^|\/)src\/main\//, "$1src/test/");
  if (maven !== dir) return path.join(maven, name);
  return path.join(folderFor(dir, known) ?? (languageId === "python" ? "tests" : dir), name);
}

/** Whether a file is one of tests, by its name, or by its folder where the names of a language do not tell. */
function isTest(file: string, languageId: string): boolean {
  const { name, dir } = path.parse(file);
  const isNamed = /(?:^test_|[._-](?:test|spec)$|Tests?$)/.test(name);
  return isNamed || (languageId === "rust" && dir.split("/").at(-1) === "tests");
}

function mostUsed(named: readonly ((stem: string) => string)[], known: readonly string[], ext: string) {
  const count = (form: (stem: string) => string) => {
    const [before = "", after = ""] = form("\0").split("\0");
    return known.filter((file) => {
      const name = path.basename(file, ext);
      return name.startsWith(before) && name.endsWith(after);
    }).length;
  };
  const [first = usualForms[0] ?? String, ...others] = named;
  return others.reduce((best, form) => (count(form) > count(best) ? form : best), first);
}

/** The folder for a new test of a file in `dir`, by where the nearest of the known ones are; `undefined`: none are known. */
function folderFor(dir: string, known: readonly string[]): string | undefined {
  const [nearest] = known.toSorted((a, b) => distance(a, `${dir}/x`) - distance(b, `${dir}/x`));
  if (nearest === undefined) return undefined;
  const parts = path.dirname(nearest).split("/");
  const at = parts.findIndex((part) => testFolders.has(part));
  if (at < 0) return dir;
  const root = parts.slice(0, at + 1).join("/");
  if (parts[at] === "__tests__") return path.join(dir, "__tests__");
  // Tests in folders of their own mirror those of the code.
  const mirrors = known.some((file) => file.startsWith(`${root}/`) && path.dirname(file) !== root);
  if (!mirrors) return root;
  const base = parts.slice(0, at).join("/");
  const inside = base === "" ? dir : path.relative(base, dir);
  const [first = "", ...rest] = inside.split("/");
  return path.join(root, sourceFolders.has(first) ? rest.join("/") : inside.startsWith("..") ? "" : inside);
}

function crateOf(source: string): string {
  const parts = source.split("/");
  const at = parts.lastIndexOf("src");
  return at < 0 ? path.dirname(source) : parts.slice(0, at).join("/");
}

/** Steps from one file's folder to the other's. */
function distance(a: string, b: string): number {
  const steps = path.relative(path.dirname(a), path.dirname(b));
  return steps === "" ? 0 : steps.split("/").length;
}
