import { modelsAcceptMethod } from "../../protocol/models.js";
import { modelPaths } from "../config.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { loadModel } from "./chooseModel.js";

/** The user says that the files of the models may be others than they were at their first load; then they are loaded. */
export async function acceptModel(server: ServerSupervisor): Promise<void> {
  const { signal } = new AbortController();
  const run = await server.running(signal);
  for (const path of modelPaths()) await run.request(modelsAcceptMethod, { path }, signal);
  await loadModel(server, { again: true });
}
