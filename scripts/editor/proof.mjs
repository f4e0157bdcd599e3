/**
 * The workbench reports an extension host that died as exit code 0. So the tests leave a proof of how they ended.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Exit code of a run without proof. */
const noProof = 71;

/**
 * Writes a test module that runs the real one and leaves the proof.
 *
 * @param {string} tests
 * @param {string} folder
 * @param {string} proof
 */
export function wrapTests(tests, folder, proof) {
  const file = path.join(folder, "run.cjs");
  const real = pathToFileURL(createRequire(import.meta.url).resolve(tests)).href;
  writeFileSync(
    file,
    `const { writeFileSync } = require("node:fs");
exports.run = async () => {
  const put = (result) => writeFileSync(${JSON.stringify(proof)}, JSON.stringify(result));
  try {
    const module = await import(${JSON.stringify(real)});
    await (module.run ?? module.default.run)();
    put({ ok: true });
  } catch (error) {
    put({ ok: false });
    throw error;
  }
};
`,
  );
  return file;
}

/**
 * @param {string} proof
 * @param {number} reported exit code that the workbench tells
 * @returns {number} the exit code
 */
export function checkProof(proof, reported) {
  if (!existsSync(proof)) {
    console.error(`The extension host ended (reported as ${String(reported)}) before the tests did.`);
    return noProof;
  }
  return reported === 0 && !JSON.parse(readFileSync(proof, "utf8")).ok ? 1 : reported;
}
