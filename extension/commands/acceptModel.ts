import { modelsAcceptMethod } from "../../protocol/models.js";
import { chosenModels } from "../config.js";
import { loadModel, type LoadParts } from "./loadModel.js";

/** The user says that the files of the models may be others than they were at their first load; then they are loaded. */
export async function acceptModel(parts: LoadParts): Promise<void> {
  const { signal } = new AbortController();
  const run = await parts.server.running(signal);
  const paths = Object.values(chosenModels()).filter((path) => path !== "");
  for (const path of paths) await run.request(modelsAcceptMethod, { path }, signal);
  await loadModel(parts, { again: true });
}
