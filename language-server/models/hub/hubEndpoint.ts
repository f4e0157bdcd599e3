import { PonderFailure } from "../../../protocol/errors.js";
import { isAllowed } from "./http.js";

const usual = "https://huggingface.co";

/**
 * Where the hub is: the setting, else `HF_ENDPOINT` (as huggingface_hub has it), else Hugging Face.
 *
 * @throws PonderFailure `badRequest`.
 */
export function hubEndpoint(setting: string, environment: NodeJS.ProcessEnv = process.env): URL {
  const text = setting.trim() || environment["HF_ENDPOINT"]?.trim() || usual;
  if (URL.canParse(text)) {
    const url = new URL(text);
    if (isAllowed(url) && url.search === "" && url.hash === "") return url;
  }
  throw new PonderFailure(
    "badRequest",
    `“${text.slice(0, 200)}” is no address of a model hub.`,
    "Set ponder.downloads.hub (or HF_ENDPOINT) to an address that begins with https://, or leave it empty.",
  );
}
