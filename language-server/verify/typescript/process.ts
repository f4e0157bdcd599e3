import { createRequire } from "node:module";
import type { CheckAnswer, CheckRequest } from "./messages.js";
import { Project } from "./project.js";
import { configFor, type TypeScript } from "./projectConfig.js";

/**
 * The program that looks for problems with a TypeScript of the workspace, which is a stranger's code: it runs in a
 * process of its own, which has its own memory and can be ended.
 */
const projects = new Map<string, Project>();

function answer({ id, typescript: file, folder, texts, paths }: CheckRequest): CheckAnswer {
  const typescript = createRequire(file)(file) as Partial<TypeScript>;
  if (!isUsable(typescript)) return { id, failure: "This version of TypeScript has no language service to ask." };
  const [first] = paths;
  if (first === undefined) return { id, problems: [] };
  const config = configFor(typescript, first, folder);
  const key = JSON.stringify([file, config]);
  let project = projects.get(key);
  if (project === undefined) {
    // One project at a time: the memory is for one.
    for (const other of projects.values()) other.dispose();
    projects.clear();
    projects.set(key, (project = new Project(typescript, config)));
  }
  return { id, problems: project.problems(paths, new Map(texts.map(({ path, text }) => [path, text]))) };
}

/** Versions before 4.2 cannot find the files that import one; the native compiler has no such interface at all. */
function isUsable(typescript: Partial<TypeScript>): typescript is TypeScript {
  const [major = 0, minor = 0] = (typescript.versionMajorMinor ?? "").split(".").map(Number);
  return typeof typescript.createLanguageService === "function" && (major > 4 || (major === 4 && minor >= 2));
}

process.on("message", (request: CheckRequest) => {
  let result: CheckAnswer;
  try {
    result = answer(request);
  } catch (error) {
    result = { id: request.id, failure: error instanceof Error ? error.message : String(error) };
  }
  process.send?.(result);
});
// The server is gone.
process.on("disconnect", () => process.exit());
