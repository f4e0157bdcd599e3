import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { protocolDocument } from "./protocolDocument.js";
import { settingsDocument, type SettingsSection } from "./settingsDocument.js";

/** The part of `package.json` that is needed here. */
interface Manifest {
  readonly contributes: { readonly configuration: readonly SettingsSection[] };
}

/** The text of `package.json` with the English texts of `package.nls.json` in it. */
async function readManifest(root: string): Promise<string> {
  const [manifest, texts] = await Promise.all(
    ["package.json", "package.nls.json"].map((name) => readFile(path.join(root, name), "utf8")),
  );
  const english = JSON.parse(texts ?? "") as Readonly<Record<string, string>>;
  return (manifest ?? "").replace(/"%([^%"]+)%"/g, (place, key: string) =>
    english[key] === undefined ? place : JSON.stringify(english[key]),
  );
}

/** Shared by several of the programs, and no part of any message. */
const notProtocol: readonly string[] = [
  "findInside.ts",
  "judgePath.ts",
  "leftOutText.ts",
  "localise.ts",
  "modelText.ts",
  "pathLine.ts",
];

/** The texts of the files of `protocol/`, by their path inside it. */
export async function readProtocol(root: string): Promise<ReadonlyMap<string, string>> {
  const folder = path.join(root, "protocol");
  const names = (await readdir(folder, { recursive: true })).filter(isProtocol).sort();
  const read = async (name: string): Promise<readonly [string, string]> => [
    name.replaceAll(path.sep, "/"),
    await readFile(path.join(folder, name), "utf8"),
  ];
  return new Map(await Promise.all(names.map(read)));
}

/** Every generated document: its path in the repository and its text. */
export async function generatedDocuments(root: string): Promise<ReadonlyMap<string, string>> {
  const manifest = JSON.parse(await readManifest(root)) as Manifest;
  return new Map([
    ["docs/protocol.md", protocolDocument(await readProtocol(root))],
    ["docs/settings.md", settingsDocument(manifest.contributes.configuration)],
  ]);
}

const isProtocol = (name: string): boolean => name.endsWith(".ts") && !notProtocol.includes(name);
