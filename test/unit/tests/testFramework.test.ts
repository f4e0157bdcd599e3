import { expect, it } from "vitest";
import { testFramework } from "../../../extension/tests/testFramework.js";

const none = { packageJson: "", python: "", jvm: "" };

it.each([
  [{ devDependencies: { jest: "29", vitest: "3" } }, "Vitest"],
  [{ dependencies: { mocha: "1" }, devDependencies: { chai: "1" } }, "Mocha and Chai"],
  [{ scripts: { test: "npx jest --ci" } }, "Jest"],
  [{ scripts: { test: "node --test" } }, "node:test and node:assert"],
  [{ devDependencies: null }, "node:test and node:assert"],
  [[], "node:test and node:assert"],
])("reads %j", (manifest, framework) => {
  expect(testFramework("typescript", { ...none, packageJson: JSON.stringify(manifest) })).toBe(framework);
});

it("takes what comes with the language where nothing says more", () => {
  expect(testFramework("javascript", { ...none, packageJson: "{" })).toBe("node:test and node:assert");
  expect(testFramework("python", none)).toBe("the unittest module");
  expect(testFramework("python", { ...none, python: "pyproject.toml\n[tool.pytest.ini_options]\n" })).toBe("pytest");
  expect(testFramework("go", none)).toBe("Go's testing package");
  expect(testFramework("rust", none)).toContain("#[test]");
  expect(testFramework("java", none)).toBe("JUnit 5");
  expect(testFramework("java", { ...none, jvm: "<artifactId>junit</artifactId>" })).toBe("JUnit 4");
  expect(testFramework("ruby", none)).toContain("ruby");
});
