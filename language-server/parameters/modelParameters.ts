import type { ModelLoadParams } from "../../protocol/model.js";
import type {
  ModelsAcceptParams,
  ModelsDownloadParams,
  ModelsFitParams,
  ModelsRemoveParams,
} from "../../protocol/models.js";
import { Fields, refuse } from "./fields.js";

/** The parameters may be missing: the request had none once. */
export function readModelLoad(raw: unknown): ModelLoadParams {
  const again = raw === undefined || raw === null ? undefined : new Fields(raw).get("again");
  if (again === undefined || typeof again === "boolean") return again === undefined ? {} : { again };
  return refuse("params.again", "a boolean");
}

export function readModelsDownload(raw: unknown): ModelsDownloadParams {
  const fields = new Fields(raw);
  return { uri: fields.text("uri"), ...(fields.get("token") === undefined ? {} : { token: fields.text("token") }) };
}

/** The parameters may be missing. */
export function readModelsFit(raw: unknown): ModelsFitParams {
  const fields = new Fields(raw ?? {});
  return fields.get("contextSize") === undefined ? {} : { contextSize: fields.count("contextSize") };
}

export function readModelsRemove(raw: unknown): ModelsRemoveParams {
  return { path: new Fields(raw).text("path") };
}

export function readModelsAccept(raw: unknown): ModelsAcceptParams {
  return { path: new Fields(raw).text("path") };
}
