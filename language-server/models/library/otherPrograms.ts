import { readdir, readFile, realpath, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { ModelPlace } from "../../../protocol/models.js";

/** A model file that another program keeps. It is only read. */
export interface OtherFile {
  readonly place: ModelPlace;
  /** Absolute path. */
  readonly path: string;
  readonly bytes: number;
  /** What the user may know it by. */
  readonly name: string;
  /** On the hub, where its path tells. */
  readonly repository?: string;
  /** Path inside the repository. */
  readonly file?: string;
  /** SHA-256 in hexadecimal, where the name of the file is its hash. */
  readonly sha256?: string;
}

/** Where the programs keep their models. */
export interface OtherFolders {
  readonly huggingFace: string;
  readonly lmStudio: readonly string[];
  readonly ollama: string;
}

/** The folders of this user, by the programs' own rules. */
export function otherFolders(environment: NodeJS.ProcessEnv = process.env, home: string = os.homedir()): OtherFolders {
  const cache = environment["XDG_CACHE_HOME"] ?? path.join(home, ".cache");
  return {
    huggingFace:
      environment["HF_HUB_CACHE"] ?? path.join(environment["HF_HOME"] ?? path.join(cache, "huggingface"), "hub"),
    lmStudio: [path.join(home, ".lmstudio", "models"), path.join(home, ".cache", "lm-studio", "models")],
    ollama: environment["OLLAMA_MODELS"] ?? path.join(home, ".ollama", "models"),
  };
}

/** Everything that is found. A folder that is not there, or may not be read, holds nothing. */
export async function otherFiles({ huggingFace, lmStudio, ollama }: OtherFolders): Promise<readonly OtherFile[]> {
  const all = await Promise.all([inHuggingFace(huggingFace), ...lmStudio.map(inLmStudio), inOllama(ollama)]);
  return all.flat();
}

const isModel = (file: string): boolean => /\.gguf$/i.test(file) && !/^mmproj/i.test(path.basename(file));

const filesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true }).catch(() => [])).filter((file) => typeof file === "string");

async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() === true ? found.size : undefined;
}

/** `models--OWNER--NAME/snapshots/COMMIT/FILE`, each a link to `blobs/SHA256`. */
async function inHuggingFace(folder: string): Promise<readonly OtherFile[]> {
  const found: OtherFile[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const [, owner, repository] = /^models--(.+?)--(.+)$/.exec(name) ?? [];
    if (owner === undefined || repository === undefined) continue;
    const snapshots = path.join(folder, name, "snapshots");
    for (const inside of (await filesIn(snapshots)).filter(isModel)) {
      const [, ...file] = inside.split(path.sep);
      const full = path.join(snapshots, inside);
      const bytes = await sizeOf(full);
      if (bytes === undefined) continue;
      const sha256 = await blobHash(full);
      found.push({
        place: "huggingFace",
        path: full,
        bytes,
        name: path.basename(inside),
        repository: `${owner}/${repository}`,
        file: file.join("/"),
        ...(sha256 !== undefined && { sha256 }),
      });
    }
  }
  return found;
}

/** Large files of the hub's cache are named by their hash; small ones, and copies without links, are not. */
async function blobHash(file: string): Promise<string | undefined> {
  const name = path.basename(await realpath(file).catch(() => ""));
  return /^[0-9a-f]{64}$/.test(name) ? name : undefined;
}

/** `OWNER/NAME/FILE`. */
async function inLmStudio(folder: string): Promise<readonly OtherFile[]> {
  const found: OtherFile[] = [];
  for (const inside of (await filesIn(folder)).filter(isModel)) {
    const [owner, repository, ...file] = inside.split(path.sep);
    const full = path.join(folder, inside);
    const bytes = await sizeOf(full);
    if (bytes === undefined) continue;
    const isFromHub = owner !== undefined && repository !== undefined && file.length > 0;
    found.push({
      place: "lmStudio",
      path: full,
      bytes,
      name: path.basename(inside),
      ...(isFromHub && { repository: `${owner}/${repository}`, file: file.join("/") }),
    });
  }
  return found;
}

/** `manifests/HOST/NAMESPACE/MODEL/TAG` names a layer, which is `blobs/sha256-HASH`. */
async function inOllama(folder: string): Promise<readonly OtherFile[]> {
  const manifests = path.join(folder, "manifests");
  const found: OtherFile[] = [];
  for (const inside of await filesIn(manifests)) {
    const sha256 = await modelLayer(path.join(manifests, inside));
    if (sha256 === undefined) continue;
    const full = path.join(folder, "blobs", `sha256-${sha256}`);
    const bytes = await sizeOf(full);
    if (bytes === undefined) continue;
    const [model, tag] = inside.split(path.sep).slice(-2);
    found.push({ place: "ollama", path: full, bytes, name: `${model ?? ""}:${tag ?? ""}`, sha256 });
  }
  return found;
}

async function modelLayer(manifest: string): Promise<string | undefined> {
  try {
    const { layers } = JSON.parse(await readFile(manifest, "utf8")) as { readonly layers?: unknown };
    if (!Array.isArray(layers)) return undefined;
    for (const layer of layers as readonly Readonly<Record<string, unknown>>[]) {
      if (layer["mediaType"] !== "application/vnd.ollama.image.model") continue;
      return /^sha256:(?<hash>[0-9a-f]{64})$/.exec(String(layer["digest"]))?.groups?.["hash"];
    }
    return undefined;
  } catch {
    // A folder, or no manifest.
    return undefined;
  }
}
