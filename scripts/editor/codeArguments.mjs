import path from "node:path";

/**
 * Reads the arguments of the `code` executable that matter to a test run.
 *
 * @param {readonly string[]} argv
 * @returns {{ readonly tests?: string, readonly developed: readonly string[], readonly workspace?: string,
 *   readonly extensions?: string }} absolute paths
 */
export function parseCodeArguments(argv) {
  /** @type {Record<string, string[]>} */
  const values = {};
  for (const argument of argv) {
    const [, name, value] = /^--([\w-]+)(?:=(.*))?$/s.exec(argument) ?? [undefined, "workspace", argument];
    if (name && value) (values[name] ??= []).push(path.resolve(value.replace(/^file:\/\//, "")));
  }
  const { extensionTestsPath, extensionDevelopmentPath = [], workspace } = values;
  return {
    developed: extensionDevelopmentPath,
    ...(extensionTestsPath?.[0] && { tests: extensionTestsPath[0] }),
    ...(workspace?.[0] && { workspace: workspace[0] }),
    ...(values["extensions-dir"]?.[0] && { extensions: values["extensions-dir"][0] }),
  };
}
