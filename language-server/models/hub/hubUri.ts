import { PonderFailure } from "../../../protocol/errors.js";

/** What a model address names: a file of a repository, or the file of a quantisation, whose name the hub knows. */
export interface HubReference {
  /** `OWNER/NAME`. */
  readonly repository: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
  /** Its path inside the repository, with `/`. */
  readonly file?: string;
  /** In capitals, such as `Q4_K_M`. */
  readonly quantisation?: string;
}

const short = /^hf:(?<repository>[^/:]+\/[^/:]+)(?::(?<quantisation>\w+)|\/(?<file>.+))$/;
const linkPath = /^\/(?<repository>[^/]+\/[^/]+)\/(?:resolve|blob)\/(?<revision>[^/]+)\/(?<file>.+)$/;
const hubHosts = ["huggingface.co", "www.huggingface.co", "hf.co"];

/**
 * Reads `hf:OWNER/REPOSITORY/FILE`, `hf:OWNER/REPOSITORY:QUANTISATION`, or a link to a file on huggingface.co, as copied
 * from a browser.
 *
 * @throws PonderFailure `badRequest`.
 */
export function parseHubUri(text: string): HubReference {
  const groups = short.exec(text.trim())?.groups ?? linkGroups(text.trim());
  const { repository = "", revision = "main", file, quantisation } = groups ?? {};
  if (!repository.split("/").every(isName) || !isName(revision)) throw notAnAddress(text);
  if (quantisation !== undefined) return { repository, revision, quantisation: quantisation.toUpperCase() };
  if (file === undefined || !isSafePath(file) || !/\.gguf$/i.test(file)) throw notAnAddress(text);
  return { repository, revision, file };
}

function linkGroups(text: string): Partial<Record<string, string>> | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, pathname } = new URL(text);
  if (protocol !== "https:" || !hubHosts.includes(host)) return undefined;
  try {
    return linkPath.exec(decodeURIComponent(pathname))?.groups;
  } catch {
    // A percent sign that begins no character.
    return undefined;
  }
}

/** A part of an address that is no path of its own. */
const isName = (text: string): boolean => /^\w[\w.-]*$/.test(text) && !text.includes("..");

/** Names that Windows takes for devices, in any folder and with any extension. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * Whether a path that came from the hub stays inside the folder that it is put into, and is a file name on every
 * system.
 */
export function isSafePath(file: string): boolean {
  if (file.length > 240) return false;
  return file.split("/").every(
    (part) =>
      part !== "" &&
      !/^[. ]|[. ]$/.test(part) &&
      // eslint-disable-next-line no-control-regex -- control characters are what this is about
      !/[\u0000-\u001F\u007F\\:*?"<>|]/.test(part) &&
      !device.test(part),
  );
}

const notAnAddress = (text: string) =>
  new PonderFailure(
    "badRequest",
    `“${text.slice(0, 200)}” is no address of a GGUF file on the hub.`,
    "Write hf:OWNER/REPOSITORY/FILE.gguf or hf:OWNER/REPOSITORY:Q4_K_M, or copy the link of the file from the browser.",
  );
