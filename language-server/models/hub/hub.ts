import { PonderFailure } from "../../../protocol/errors.js";
import { drop, refuseDowngrade, type Http, type HttpAnswer } from "./http.js";
import { HttpTrouble } from "./httpTrouble.js";
import { isSafePath, type HubReference } from "./hubUri.js";
import { partsOf } from "../../engine/splitModel.js";
import { isOfQuantisation } from "./ofQuantisation.js";

/** A file as the hub describes it. */
export interface RemoteFile {
  readonly repository: string;
  /** Path inside the repository. */
  readonly file: string;
  /** The commit that was described; absent where the hub does not say. */
  readonly commit?: string;
  readonly bytes: number;
  /** SHA-256 in hexadecimal, from the hub's LFS metadata; absent where a mirror leaves that out. */
  readonly sha256?: string;
  /** Where to ask for it. */
  readonly address: URL;
  /** Where the hub sent us for it, for a while. */
  readonly storage?: URL;
}

/** Largest list of files that is read, in bytes. */
const maxListBytes = 5_000_000;

/** The Hugging Face hub, or a mirror of it: only the two addresses that a download needs. */
export class Hub {
  readonly #http: Http;
  readonly #endpoint: string;

  constructor(http: Http, endpoint: URL) {
    this.#http = http;
    this.#endpoint = endpoint.href.replace(/\/+$/, "");
  }

  /**
   * The paths of all files that belong to a reference: one, or the parts of a split model in their order. The hub is
   * asked only for a quantisation.
   *
   * @throws HttpTrouble; PonderFailure `notOnHub`, `badRequest`; `signal.reason`.
   */
  async filesOf(reference: HubReference, signal: AbortSignal): Promise<readonly string[]> {
    const { file, quantisation = "", repository } = reference;
    if (file !== undefined) return partsOf(file);
    const found = new Set(
      (await this.#list(reference, signal))
        .filter((path) => isSafePath(path) && isOfQuantisation(path, quantisation))
        .map((path) => partsOf(path)[0] ?? path),
    );
    const [first, second] = [...found];
    if (first === undefined)
      throw new PonderFailure(
        "notOnHub",
        `${repository} has no GGUF file at ${quantisation}.`,
        "Choose another quantisation, or name the file: hf:OWNER/REPOSITORY/FILE.gguf.",
      );
    if (second !== undefined)
      throw new PonderFailure(
        "badRequest",
        `${repository} has several models at ${quantisation}: ${[...found].slice(0, 5).join(", ")}.`,
        "Name the file: hf:OWNER/REPOSITORY/FILE.gguf.",
      );
    return partsOf(first);
  }

  /**
   * What the hub says of a file (`X-Repo-Commit`, `X-Linked-Size`, `X-Linked-Etag`; huggingface_hub, `file_download.py`).
   *
   * @throws HttpTrouble; `signal.reason`.
   */
  async describe(repository: string, revision: string, file: string, signal: AbortSignal): Promise<RemoteFile> {
    const path = file.split("/").map(encodeURIComponent).join("/");
    const address = new URL(`${this.#endpoint}/${repository}/resolve/${encodeURIComponent(revision)}/${path}`);
    const first = await this.#head(address, "sameHost", signal);
    const storage = storageOf(first);
    if (storage !== undefined) refuseDowngrade(address, storage);
    // Sizes that stand in the redirect are those of the file; a plain mirror has them only at its end.
    const linkedBytes = count(first.headers["x-linked-size"]);
    const last = linkedBytes === undefined && storage !== undefined ? await this.#head(address, "all", signal) : first;
    if (storage === undefined || last !== first) refuseWebPage(last);
    const bytes = linkedBytes ?? sizeOf(last);
    if (bytes === undefined) throw HttpTrouble.ofAnswer(address, "does not tell the size of the file", "none");
    const commit = /^[0-9a-f]{40}$/.exec(first.headers["x-repo-commit"] ?? "")?.[0];
    const etag = first.headers["x-linked-etag"] ?? first.headers["etag"] ?? "";
    const sha256 = /^(?:W\/)?"?(?<hash>[0-9a-f]{64})"?$/i.exec(etag)?.groups?.["hash"]?.toLowerCase();
    return {
      repository,
      file,
      bytes,
      address,
      ...(commit !== undefined && { commit }),
      ...(sha256 !== undefined && { sha256 }),
      ...(storage !== undefined && { storage }),
    };
  }

  /** A mirror may know no `HEAD`; one byte of the file tells the same. */
  async #head(address: URL, follow: "all" | "sameHost", signal: AbortSignal): Promise<HttpAnswer> {
    let answer = await this.#http.ask(address, { method: "HEAD", follow }, signal);
    await drop(answer);
    if (answer.status === 405 || answer.status === 501) {
      answer = await this.#http.ask(address, { headers: { range: "bytes=0-0" }, follow }, signal);
      answer.body.destroy();
    }
    if (answer.status >= 400) throw this.#refusal(answer);
    return answer;
  }

  async #list({ repository, revision }: HubReference, signal: AbortSignal): Promise<readonly string[]> {
    const paths: string[] = [];
    let next: URL | undefined = new URL(
      `${this.#endpoint}/api/models/${repository}/tree/${encodeURIComponent(revision)}?recursive=true`,
    );
    while (next !== undefined) {
      const answer: HttpAnswer = await this.#http.ask(next, { follow: "sameHost" }, signal);
      if (answer.status !== 200) {
        await drop(answer);
        throw this.#refusal(answer);
      }
      for (const entry of await readList(answer, signal)) paths.push(entry);
      next = nextPage(answer);
    }
    return paths;
  }

  #refusal({ url, status, headers }: HttpAnswer): HttpTrouble {
    return HttpTrouble.ofStatus(url, status, this.#http.isHub(url), headers["retry-after"]);
  }
}

async function readList({ url, body }: HttpAnswer, signal: AbortSignal): Promise<readonly string[]> {
  let text = "";
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      text += chunk.toString("latin1");
      if (text.length > maxListBytes) throw HttpTrouble.ofAnswer(url, "sends an endless list", "none");
    }
    const entries: unknown = JSON.parse(Buffer.from(text, "latin1").toString("utf8"));
    if (!Array.isArray(entries)) throw HttpTrouble.ofAnswer(url, "sends something else than a list of files", "none");
    return entries.flatMap((entry: unknown) => {
      const path = (entry as { readonly path?: unknown } | null)?.path;
      return typeof path === "string" ? [path] : [];
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SyntaxError) throw HttpTrouble.ofAnswer(url, "sends something else than a list of files", "none");
    throw HttpTrouble.ofError(url, error);
  }
}

/** RFC 8288, as the hub's API uses it. */
function nextPage({ headers, url }: HttpAnswer): URL | undefined {
  const link = /<(?<next>[^>]+)>;\s*rel="next"/.exec(headers["link"] ?? "")?.groups?.["next"];
  return link !== undefined && URL.canParse(link, url.href) ? new URL(link, url) : undefined;
}

function storageOf({ url, status, headers }: HttpAnswer): URL | undefined {
  const location = headers["location"];
  return status >= 300 && location !== undefined && URL.canParse(location, url.href) ? new URL(location, url) : undefined;
}

const count = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return text !== undefined && /^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0 ? value : undefined;
};

/** The whole size, also where only a piece was asked for. */
const sizeOf = ({ headers, status }: HttpAnswer): number | undefined =>
  status === 206
    ? count(/\/(?<all>\d+)$/.exec(headers["content-range"] ?? "")?.groups?.["all"])
    : count(headers["content-length"]);

function refuseWebPage({ headers, url }: HttpAnswer): void {
  if (!/^text\/html/i.test(headers["content-type"] ?? "")) return;
  throw HttpTrouble.ofAnswer(url, "answers with a web page, maybe the login of this network", "none");
}
