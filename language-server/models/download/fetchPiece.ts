import type { Http, HttpAnswer } from "../hub/http.js";
import { HttpTrouble } from "../hub/httpTrouble.js";
import type { RemoteFile } from "../hub/hub.js";
import type { ByteRange } from "./byteRanges.js";

/** The server sends the whole file whatever is asked for. */
export class NoRanges extends Error {
  override readonly name = "NoRanges";
}

/** Takes bytes that belong to this place of the file. */
export type WriteAt = (bytes: Uint8Array, at: number) => Promise<void>;

/** Where the pieces of a file come from: the storage where the hub sent us, and the hub again when that is over. */
export class FileSource {
  readonly #http: Http;
  readonly #file: RemoteFile;
  #storage: URL | undefined;

  constructor(http: Http, file: RemoteFile) {
    this.#http = http;
    this.#file = file;
    this.#storage = file.storage;
  }

  /**
   * Fetches a piece. What arrives is handed over at once, so it counts even if the rest does not come.
   *
   * @throws HttpTrouble, {@link NoRanges}, `signal.reason`, and what `write` throws.
   */
  async piece({ from, to }: ByteRange, write: WriteAt, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask({ range: `bytes=${String(from)}-${String(to - 1)}` }, signal);
    const { url, status, headers } = answer;
    try {
      if (status === 200) throw new NoRanges();
      if (status !== 206) throw this.#refusal(answer);
      const expected = `bytes ${String(from)}-${String(to - 1)}/${String(this.#file.bytes)}`;
      if (headers["content-range"] !== expected) throw HttpTrouble.ofAnswer(url, "sends another piece than was asked for");
      this.#checkContent(answer, to - from);
      await receive(answer, { from, to }, write, signal);
    } finally {
      answer.body.destroy();
    }
  }

  /** Fetches the whole file in one go, where the server cannot do otherwise. Throws as {@link piece} does. */
  async whole(write: WriteAt, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask({}, signal);
    try {
      if (answer.status !== 200) throw this.#refusal(answer);
      this.#checkContent(answer, this.#file.bytes);
      await receive(answer, { from: 0, to: this.#file.bytes }, write, signal);
    } finally {
      answer.body.destroy();
    }
  }

  /** Forgets the storage: the hub is asked where it is. */
  resolveAgain(): void {
    this.#storage = undefined;
  }

  async #ask(headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<HttpAnswer> {
    const answer = await this.#http.ask(this.#storage ?? this.#file.address, { headers }, signal);
    if (answer.status < 300 && !this.#http.isHub(answer.url)) this.#storage = answer.url;
    return answer;
  }

  #refusal({ url, status, headers }: HttpAnswer): HttpTrouble {
    return HttpTrouble.ofStatus(url, status, this.#http.isHub(url), headers["retry-after"]);
  }

  /** Whether this can be the file at all. Its hash decides in the end; this saves to fetch it for nothing. */
  #checkContent({ url, headers }: HttpAnswer, bytes: number): void {
    const wrong = (what: string) => HttpTrouble.ofAnswer(url, what);
    if (/^text\/html/i.test(headers["content-type"] ?? ""))
      throw wrong("answers with a web page, maybe the login of this network");
    const encoding = headers["content-encoding"] ?? "identity";
    if (encoding !== "identity" && encoding !== "") throw wrong("sends the file compressed");
    const length = headers["content-length"];
    if (length !== undefined && length !== String(bytes)) throw wrong("sends another length than that of the file");
  }
}

async function receive(
  { url, body }: HttpAnswer,
  { from, to }: ByteRange,
  write: WriteAt,
  signal: AbortSignal,
): Promise<void> {
  let at = from;
  const chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await chunks.next().catch((error: unknown) => {
      signal.throwIfAborted();
      throw HttpTrouble.ofError(url, error);
    });
    if (next.done === true) break;
    const chunk = next.value.subarray(0, to - at);
    await write(chunk, at);
    at += chunk.length;
    if (next.value.length > chunk.length) throw HttpTrouble.ofAnswer(url, "sends more than the file has");
    signal.throwIfAborted();
  }
  if (at < to) throw HttpTrouble.ofAnswer(url, "ended the connection too early");
}

