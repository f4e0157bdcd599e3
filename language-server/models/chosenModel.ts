import { readFile } from "node:fs/promises";
import path from "node:path";
import { PonderFailure } from "../../protocol/errors.js";
import type { Settings } from "../../protocol/settings.js";
import type { Sampling } from "../engine/engine.js";

/** The model that the settings mean. */
export interface ChosenModel {
  readonly path: string;
  readonly isDemo: boolean;
  /** SHA-256 in hexadecimal, where it is known. */
  readonly sha256?: string;
  /** How chat and edits are sampled; absent: as the model's family is. */
  readonly sampling?: Sampling;
  /** Name of the form of its completions, where that is known and need not be tried. */
  readonly completionForm?: string;
  /** A file of its own for completions. */
  readonly completionPath?: string;
}

/** What `models/demo/model.json` says about the file beside it. */
interface DemoCard {
  readonly file: string;
  readonly sha256: string;
  readonly sampling: Sampling;
  readonly completionForm: string;
}

/**
 * Decides which file is used: the one that the user named, else the demo model of the package with the settings of
 * its own card. Reads no model.
 *
 * @param demoFolder folder of the demo model.
 * @throws `modelNotFound` when the user's path is not absolute or the demo model is missing.
 */
export async function chooseModel(settings: Settings, demoFolder: string): Promise<ChosenModel> {
  const chosen = await chooseForChat(settings, demoFolder);
  const named = settings["completion.model"].trim();
  return named === "" || named === chosen.path ? chosen : { ...chosen, completionPath: named };
}

async function chooseForChat(settings: Settings, demoFolder: string): Promise<ChosenModel> {
  const named = settings["model.path"].trim();
  if (named === "") return chooseDemo(demoFolder);
  if (!path.isAbsolute(named))
    throw new PonderFailure(
      "modelNotFound",
      `The path of the model is not absolute: ${named}`,
      "Set ponder.model.path to the whole path of a GGUF file, or choose one with “Ponder: Choose Model…”.",
    );
  return { path: named, isDemo: false };
}

async function chooseDemo(folder: string): Promise<ChosenModel> {
  const card = await readCard(path.join(folder, "model.json"));
  const { file, sha256, sampling, completionForm } = card;
  return { path: path.join(folder, file), isDemo: true, sha256, sampling, completionForm };
}

async function readCard(file: string): Promise<DemoCard> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as DemoCard;
  } catch (cause) {
    throw new PonderFailure(
      "modelNotFound",
      "The demo model that belongs to Ponder is missing.",
      "Install Ponder again, or choose a model with “Ponder: Choose Model…”.",
      { cause },
    );
  }
}
