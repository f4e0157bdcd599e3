import { readFile } from "node:fs/promises";
import { register } from "node:module";
import { isMainThread } from "node:worker_threads";

/*
 * `node --import` this: Markdown files, which prompts are made of, are imported as text, as the bundles hold them. It
 * registers itself; Node.js runs the hook below in a thread of its own.
 */
if (isMainThread) register(import.meta.url);

/** @type {import("node:module").LoadHook} */
export async function load(url, context, next) {
  if (!new URL(url).pathname.endsWith(".md")) return next(url, context);
  const text = await readFile(new URL(url), "utf8");
  return { format: "module", source: `export default ${JSON.stringify(text)};`, shortCircuit: true };
}
