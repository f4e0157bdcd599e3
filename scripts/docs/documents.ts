import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { protocolDocument } from "./protocolDocument.js";
import { settingsDocument, type ContributedSetting } from "./settingsDocument.js";

/** The part of `package.json` that is needed here. */
interface Manifest {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, ContributedSetting>> };
  };
}

/** The texts of the files of `protocol/`, by their path inside it. */
export async function readProtocol(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = path.join(root, "protocol");
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts")).sort();
  const read = async (name: string): Promise<readonly [string, string]> => [
    name.replaceAll(path.sep, "/"),
    await readFile(path.join(folder, name), "utf8"),
  ];
  return new Map(await Promise.all(names.map(read)));
}

/** Every generated document: its path in the repository and its text. */
export async function generatedDocuments(root: string): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await readFile(path.join(root, "package.json"), "utf8")) as Manifest;
  return new Map([
    ["docs/protocol.md", protocolDocument(await readProtocol(root))],
    ["docs/settings.md", settingsDocument(manifest.contributes.configuration.properties)],
  ]);
}
