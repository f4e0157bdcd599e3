/** Texts of the files in which a project says what it tests with, joined; empty where there are none. */
export interface ProjectTexts {
  /** The nearest package.json. */
  readonly packageJson: string;
  /** pyproject.toml, requirements and the like. */
  readonly python: string;
  /** pom.xml and the Gradle files. */
  readonly jvm: string;
}

const javaScript = new Set(["javascript", "javascriptreact", "typescript", "typescriptreact", "vue", "svelte"]);

/** Packages in the order in which they count: who has two of them writes tests with the first. */
const packages = [
  ["vitest", "Vitest"],
  ["jest", "Jest"],
  ["@jest/globals", "Jest"],
  ["mocha", "Mocha"],
  ["ava", "AVA"],
  ["jasmine", "Jasmine"],
  ["tape", "Tape"],
] as const;

/**
 * What the tests of a project are written with, in the words for the model; where nothing says it, what comes with the
 * language. Pure.
 */
export function testFramework(languageId: string, texts: ProjectTexts): string {
  if (javaScript.has(languageId)) return javaScriptFramework(texts.packageJson);
  if (languageId === "python") return /\bpytest\b/.test(texts.python) ? "pytest" : "the unittest module";
  if (languageId === "go") return "Go's testing package";
  if (languageId === "rust") return "Rust's #[test] functions";
  if (languageId === "java" || languageId === "kotlin") {
    if (/<artifactId>testng<|org\.testng/.test(texts.jvm)) return "TestNG";
    return /<artifactId>junit<|["']junit:junit:/.test(texts.jvm) ? "JUnit 4" : "JUnit 5";
  }
  return `the test framework that is usual for ${languageId}`;
}

function javaScriptFramework(text: string): string {
  const { dependencies, scripts } = readPackage(text);
  const known = packages.find(([name]) => name in dependencies);
  const asserts = known?.[0] === "mocha" && "chai" in dependencies ? " and Chai" : "";
  if (known) return known[1] + asserts;
  const command = Object.values(scripts).join("\n");
  const [, called] = /\b(vitest|jest|mocha|ava)\b/.exec(command) ?? [];
  return packages.find(([name]) => name === called)?.[1] ?? "node:test and node:assert";
}

type Texts = Readonly<Record<string, unknown>>;

/** A package.json that cannot be read says nothing. */
function readPackage(text: string): { readonly dependencies: Texts; readonly scripts: Texts } {
  const none = { dependencies: {}, scripts: {} };
  try {
    const raw: unknown = JSON.parse(text);
    if (!isRecord(raw)) return none;
    const part = (name: string): Texts => {
      const found = raw[name];
      return isRecord(found) ? found : {};
    };
    return { dependencies: { ...part("dependencies"), ...part("devDependencies") }, scripts: part("scripts") };
  } catch {
    return none;
  }
}

const isRecord = (raw: unknown): raw is Texts => typeof raw === "object" && raw !== null && !Array.isArray(raw);
