import { request, type Dispatcher } from "undici";
import { PonderFailure } from "../../../protocol/errors.js";
import { HttpTrouble } from "./httpTrouble.js";

/** A request. */
export interface HttpRequest {
  readonly method?: "GET" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  /** Redirects that are followed: all, or those inside the same host. */
  readonly follow?: "all" | "sameHost";
}

/** An answer. Whoever gets it reads or drops the body. */
export interface HttpAnswer {
  /** Where it came from, after redirects. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Dispatcher.ResponseData["body"];
}

/** Where the hub is, and who asks. */
export interface HubAccess {
  readonly endpoint: URL;
  /** Sent to the endpoint's own host and to no other. */
  readonly token?: string;
}

const maxRedirects = 5;

/**
 * The only place that opens a connection. Redirects are followed by hand: the token goes to the hub's host alone, an
 * encrypted connection never becomes a plain one, and there is an end to them.
 */
export class Http {
  readonly #dispatcher: Dispatcher;
  readonly #access: HubAccess;

  constructor(dispatcher: Dispatcher, access: HubAccess) {
    this.#dispatcher = dispatcher;
    this.#access = access;
  }

  /** Whether it is the hub itself that an address leads to, and not the storage behind it. */
  isHub(url: URL): boolean {
    return url.origin === this.#access.endpoint.origin;
  }

  /**
   * Asks. The status may be any but those of a redirect that is to be followed.
   *
   * @throws HttpTrouble; `signal.reason`.
   */
  async ask(address: URL, { method = "GET", headers = {}, follow = "all" }: HttpRequest, signal: AbortSignal) {
    let url = address;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#askOnce(url, method, headers, signal);
      const next = redirectOf(answer);
      if (next === undefined || (follow === "sameHost" && next.origin !== url.origin)) return answer;
      await drop(answer);
      if (redirects === maxRedirects) throw HttpTrouble.ofAnswer(address, "leads in circles", "none");
      refuseDowngrade(url, next);
      url = next;
    }
  }

  close(): Promise<void> {
    return this.#dispatcher.destroy();
  }

  async #askOnce(
    url: URL,
    method: "GET" | "HEAD",
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    signal.throwIfAborted();
    if (!isAllowed(url)) throw plainAddress(url);
    const { token } = this.#access;
    try {
      const { statusCode, headers: answered, body } = await request(url, {
        dispatcher: this.#dispatcher,
        method,
        headers: {
          ...headers,
          // Whatever is compressed on the way has other lengths and other ranges.
          "accept-encoding": "identity",
          "user-agent": "ponder",
          ...(token !== undefined && this.isHub(url) && { authorization: `Bearer ${token}` }),
        },
        signal,
      });
      // A connection that breaks while nobody reads is nobody's error.
      body.on("error", () => undefined);
      const flat = Object.entries(answered).map(([name, value]) => [name, String(value)] as const);
      return { url, status: statusCode, headers: Object.fromEntries(flat), body };
    } catch (error) {
      signal.throwIfAborted();
      throw HttpTrouble.ofError(url, error);
    }
  }
}

/** Ends a body that nobody wants. */
export async function drop({ body }: Pick<HttpAnswer, "body">): Promise<void> {
  await body.dump({ limit: 16_384 }).catch(() => undefined);
}

function redirectOf({ status, headers, url, body }: HttpAnswer): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = headers["location"];
  if (location === undefined || !URL.canParse(location, url.href)) {
    body.destroy();
    throw HttpTrouble.ofAnswer(url, "sent us nowhere");
  }
  return new URL(location, url);
}

/** What began encrypted goes on so, wherever it leads. @throws HttpTrouble. */
export function refuseDowngrade(from: URL, to: URL): void {
  if (from.protocol === "https:" && to.protocol !== "https:") throw plainAddress(to);
}

/** Only encrypted, or on this very machine. */
export function isAllowed({ protocol, hostname, username }: URL): boolean {
  if (username !== "") return false;
  if (protocol === "https:") return true;
  return protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

const plainAddress = (url: URL) =>
  new HttpTrouble(
    new PonderFailure(
      "downloadFailed",
      `The way to the model leads to ${url.protocol}//${url.host}, which is not encrypted.`,
      "Check the address of the mirror in ponder.downloads.hub and HF_ENDPOINT.",
    ),
    "none",
  );
