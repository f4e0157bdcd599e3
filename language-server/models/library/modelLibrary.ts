import { existsSync } from "node:fs";
import { rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../../protocol/errors.js";
import type { ListedFile, ModelList } from "../../../protocol/models.js";
import { fileBytes, readCatalogue, type CatalogueFile, type CatalogueModel } from "../catalogue/catalogue.js";
import { folderFailure } from "../download/diskTrouble.js";
import { removeLeftovers } from "../download/leftovers.js";
import { parseHubUri, type HubReference } from "../hub/hubUri.js";
import { partsOf } from "../../engine/splitModel.js";
import { isOfQuantisation } from "../hub/ofQuantisation.js";
import type { FileHashes } from "./fileHashes.js";
import { localFiles, type LocalFile } from "./localFiles.js";
import type { OtherFolders } from "./otherPrograms.js";
import { Pins } from "./pins.js";

/** What a {@link ModelLibrary} needs. */
export interface LibraryParts {
  /** `models/catalogue.json`. */
  readonly catalogueFile: string;
  readonly hashes: FileHashes;
  readonly others: OtherFolders;
}

/** The models that are known, and those that are there. Opens no connection. */
export class ModelLibrary {
  readonly #parts: LibraryParts;
  #catalogue: Promise<readonly CatalogueModel[]> | undefined;

  constructor(parts: LibraryParts) {
    this.#parts = parts;
  }

  /** Throws `internal` when the package is broken. */
  catalogue(): Promise<readonly CatalogueModel[]> {
    return (this.#catalogue ??= readCatalogue(this.#parts.catalogueFile));
  }

  /** What the catalogue knows of an address. A link to a certain revision means that one, whatever is known. */
  async knownFile(reference: HubReference): Promise<CatalogueFile | undefined> {
    if (reference.revision !== "main") return undefined;
    const files = (await this.catalogue()).flatMap((model) => model.files);
    return files.find((file) => sameReference(parseHubUri(file.uri), reference));
  }

  async list(folder: string): Promise<Omit<ModelList, "hub">> {
    const local = await localFiles(folder, this.#parts.others);
    const listed = new Set<LocalFile>();
    const pins = new Pins(folder);
    const listFile = async (model: CatalogueModel, file: CatalogueFile): Promise<ListedFile> => {
      const found = local.find((one) => isFile(one, parseHubUri(file.uri), file.sha256));
      if (found !== undefined) listed.add(found);
      const pin =
        found?.repository !== undefined && found.file !== undefined
          ? await pins.get(found.repository, found.file)
          : undefined;
      const sha256 = file.sha256 ?? pin?.sha256;
      return {
        uri: file.uri,
        quantisation: file.quantisation,
        bytes: found?.bytes ?? fileBytes(model, file),
        ...(sha256 !== undefined && { sha256 }),
        ...(found && { path: found.path, place: found.place }),
      };
    };
    const models = await Promise.all(
      (await this.catalogue()).map(async (model) => {
        const { kvBytesPerToken: _, shape: __, ...shown } = model;
        return { ...shown, files: await Promise.all(model.files.map((file) => listFile(model, file))) };
      }),
    );
    const found = local
      .filter((file) => !listed.has(file))
      .map(({ name, path: file, bytes, place }) => ({ name, path: file, bytes, place }));
    return { folder, models, found };
  }

  /**
   * A file on this machine that is the wanted one for certain: its hash is known, and it is that.
   *
   * @param sha256 what it has to be, where that is known; else the name that the hub's cache gave it counts.
   * @param hash computes the hash of a file, where none is known.
   */
  async findVerified(
    folder: string,
    reference: HubReference,
    sha256: string | undefined,
    hash: (file: string) => Promise<string>,
  ): Promise<(LocalFile & { readonly sha256: string }) | undefined> {
    const { hashes, others } = this.#parts;
    const pins = new Pins(folder);
    for (const file of await localFiles(folder, others)) {
      if (!isFile(file, reference, sha256) || partsOf(file.path).length > 1) continue;
      const pin = file.repository && file.file ? await pins.get(file.repository, file.file) : undefined;
      const wanted = pin?.sha256 ?? sha256 ?? file.sha256;
      if (wanted === undefined) continue;
      const known = await hashes.get(file.path);
      const is = known?.isFresh === true ? known.sha256 : await hash(file.path);
      if (known?.isFresh !== true) await hashes.set(file.path, is);
      if (is === wanted) return { ...file, sha256: is };
    }
    return undefined;
  }

  /** What whoever published a file says of its hash; undefined: it is not known who did. */
  async publishedHash(folder: string, file: string): Promise<string | undefined> {
    const found = (await localFiles(folder, this.#parts.others)).find((one) => partsOf(one.path).includes(file));
    if (found === undefined) return undefined;
    // Another program's cache may hold another version than the one that is pinned; there the name may be the hash.
    if (found.place !== "ponder") return found.path === file ? found.sha256 : undefined;
    if (found.repository === undefined || found.file === undefined) return undefined;
    const inside = partsOf(found.file)[partsOf(found.path).indexOf(file)];
    return inside && (await new Pins(folder).get(found.repository, inside))?.sha256;
  }

  /**
   * Deletes a model from the folder, and what interrupted downloads of it left.
   *
   * @throws PonderFailure `badRequest` when it is in another folder, `modelNotFound`, `folderNotUsable`.
   */
  async remove(folder: string, file: string): Promise<void> {
    const inside = path.relative(folder, path.resolve(file));
    if (inside === "" || inside.startsWith("..") || path.isAbsolute(inside) || inside.startsWith(".")) {
      throw new PonderFailure(
        "badRequest",
        `${file} is not in Ponder's folder for models, so Ponder does not delete it.`,
        "Delete it with the program that put it there.",
      );
    }
    try {
      let removed = 0;
      for (const part of partsOf(path.resolve(file))) {
        await removeLeftovers(folder, part);
        await this.#parts.hashes.delete(part);
        if (!existsSync(part)) continue;
        await rm(part);
        removed++;
      }
      if (removed === 0) throw notThere(file);
      // Folders of the repository and its owner, when nothing else is in them.
      for (let above = path.dirname(path.resolve(file)); above !== folder; above = path.dirname(above))
        await rmdir(above).catch(() => undefined);
    } catch (error) {
      throw await folderFailure(error, folder);
    }
  }
}

const notThere = (file: string) =>
  new PonderFailure("modelNotFound", `There is no model ${file}.`, "See which ones there are: ponder models list.");

const sameReference = (a: HubReference, b: HubReference): boolean =>
  a.repository === b.repository && a.file === b.file && a.quantisation === b.quantisation;

/** Whether a file on this machine is what an address means: the same name, or the same hash; never another hash. */
function isFile(local: LocalFile, { repository, file, quantisation }: HubReference, sha256: string | undefined): boolean {
  if (sha256 !== undefined && local.sha256 !== undefined) return sha256 === local.sha256;
  if (local.repository !== repository || local.file === undefined) return false;
  return quantisation === undefined ? local.file === file : isOfQuantisation(local.file, quantisation);
}
