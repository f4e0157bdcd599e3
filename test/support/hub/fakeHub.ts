import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** A request that arrived. */
export interface SeenRequest {
  /** The hub itself, or the storage behind it, which is another host. */
  readonly at: "hub" | "storage";
  readonly method: string;
  readonly path: string;
  readonly range?: { readonly from: number; readonly to: number };
  readonly authorization?: string;
  /** How many came before it, at this host and with this method. */
  readonly index: number;
}

/** What goes wrong with an answer. Everything that is not named is right. */
export interface Fault {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Another body than the right one. */
  readonly body?: Buffer;
  /** Never answers. */
  readonly hangs?: boolean;
  /** Breaks the connection after so many bytes of the body; 0: before the first. */
  readonly resetAfter?: number;
  /** Sends nothing more after so many bytes of the body. */
  readonly stallAfter?: number;
  /** Ends the answer, without a length, after so many bytes. */
  readonly cutAfter?: number;
  /** Bytes per second. */
  readonly speed?: number;
  /** Turns one bit over, at this place of the file. */
  readonly flipAt?: number;
  readonly gzip?: boolean;
  readonly ignoresRange?: boolean;
  readonly redirectTo?: string;
  /** Stops the connection without an answer. */
  readonly refuses?: boolean;
}

/** Decides what goes wrong with a request; undefined: nothing. */
export type Faults = (request: SeenRequest) => Fault | undefined;

/** A file that the hub has. */
interface HubFile {
  readonly bytes: Buffer;
  readonly commit: string;
}

/** How a hub is started. */
export interface FakeHubOptions {
  readonly faults?: Faults;
  /** Certificate and key of the hub; absent: plain http. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** The hub sends its files itself, as simple mirrors do. */
  readonly withoutStorage?: boolean;
  /** The hub does not know LFS metadata. */
  readonly withoutMetadata?: boolean;
}

/**
 * Imitates the two addresses of the Hugging Face hub that downloads need, on real sockets: `resolve`, which describes a
 * file and redirects to a storage of another host, and the list of a repository's files.
 */
export class FakeHub {
  faults: Faults;
  readonly requests: SeenRequest[] = [];
  /** Bytes of files that were sent. */
  sentBytes = 0;
  readonly #options: FakeHubOptions;
  readonly #files = new Map<string, HubFile>();
  readonly #sockets = new Set<Socket>();
  readonly #hub: Server;
  readonly #storage: Server;

  private constructor(options: FakeHubOptions) {
    this.#options = options;
    this.faults = options.faults ?? (() => undefined);
    const handle = (at: SeenRequest["at"]) => (request: IncomingMessage, response: ServerResponse) =>
      void this.#answer(at, request, response);
    this.#hub = options.tls ? createTlsServer(options.tls, handle("hub")) : createServer(handle("hub"));
    this.#storage = createServer(handle("storage"));
    for (const server of [this.#hub, this.#storage])
      server.on("connection", (socket) => {
        this.#sockets.add(socket);
        socket.on("close", () => this.#sockets.delete(socket)).on("error", () => undefined);
      });
  }

  static async start(options: FakeHubOptions = {}): Promise<FakeHub> {
    const hub = new FakeHub(options);
    for (const server of [hub.#hub, hub.#storage])
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return hub;
  }

  get endpoint(): string {
    return `${this.#options.tls ? "https" : "http"}://127.0.0.1:${String(portOf(this.#hub))}`;
  }

  get storage(): string {
    return `http://127.0.0.1:${String(portOf(this.#storage))}`;
  }

  /** Puts a file into a repository, in the place of an earlier one. @returns its SHA-256. */
  put(repository: string, file: string, bytes: Buffer, commit = commitOf(bytes)): string {
    this.#files.set(`${repository}/${file}`, { bytes, commit });
    return createHash("sha256").update(bytes).digest("hex");
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of [this.#hub, this.#storage])
      await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  /** Requests for content, in the order they came. */
  get contentRequests(): readonly SeenRequest[] {
    return this.requests.filter(({ method, path }) => method === "GET" && !path.startsWith("/api/"));
  }

  async #answer(at: SeenRequest["at"], request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on("error", () => undefined);
    const { method = "", url: path = "", headers } = request;
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? "");
    const seen: SeenRequest = {
      at,
      method,
      path,
      ...(range && { range: { from: Number(range[1]), to: Number(range[2]) + 1 } }),
      ...(headers.authorization !== undefined && { authorization: headers.authorization }),
      index: this.requests.filter((other) => other.at === at && other.method === method).length,
    };
    this.requests.push(seen);
    const fault = this.faults(seen) ?? {};
    if (fault.refuses === true) {
      request.socket.destroy();
      return;
    }
    if (fault.hangs === true) return;
    if (fault.redirectTo !== undefined) {
      response.writeHead(fault.status ?? 302, { location: fault.redirectTo }).end();
      return;
    }
    if (fault.status !== undefined && fault.body === undefined) {
      response.writeHead(fault.status, clean(fault.headers)).end();
      return;
    }
    const { pathname } = new URL(path, "http://host");
    if (pathname.startsWith("/api/models/")) this.#list(pathname, response);
    else await this.#file(seen, decodeURIComponent(pathname), fault, response);
  }

  #list(pathname: string, response: ServerResponse): void {
    const repository = /^\/api\/models\/([^/]+\/[^/]+)\/tree\//.exec(pathname)?.[1] ?? "";
    const inside = [...this.#files].filter(([name]) => name.startsWith(`${repository}/`));
    if (inside.length === 0) {
      response.writeHead(404).end();
      return;
    }
    const entries = inside.map(([name, { bytes }]) => ({
      type: "file",
      path: name.slice(repository.length + 1),
      size: bytes.length,
    }));
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(entries));
  }

  async #file(seen: SeenRequest, pathname: string, fault: Fault, response: ServerResponse): Promise<void> {
    const [, repository = "", revision = "", name = ""] =
      /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const file = this.#files.get(`${repository}/${name}`);
    if (file === undefined || (revision !== "main" && revision !== file.commit)) {
      response.writeHead(404).end();
      return;
    }
    if (seen.at === "hub" && this.#options.withoutStorage !== true) {
      const linked = {
        "x-linked-size": String(file.bytes.length),
        "x-linked-etag": `"${createHash("sha256").update(file.bytes).digest("hex")}"`,
      };
      response.writeHead(302, {
        ...clean({
          location: `${this.storage}${seen.path}`,
          "x-repo-commit": file.commit,
          ...(this.#options.withoutMetadata === true ? {} : linked),
          ...fault.headers,
        }),
      });
      response.end();
      return;
    }
    await this.#content(seen, file, fault, response);
  }

  async #content(seen: SeenRequest, file: HubFile, fault: Fault, response: ServerResponse): Promise<void> {
    let content = fault.body ?? file.bytes;
    if (fault.flipAt !== undefined) {
      content = Buffer.from(content);
      content[fault.flipAt] = (content[fault.flipAt] ?? 0) ^ 1;
    }
    const range = fault.ignoresRange === true ? undefined : seen.range;
    const { from, to } = range ?? { from: 0, to: content.length };
    let body = content.subarray(from, to);
    if (fault.gzip === true) body = gzipSync(body);
    response.writeHead(fault.status ?? (range ? 206 : 200), {
      ...clean({
        "content-type": "application/octet-stream",
        ...(fault.cutAfter === undefined && { "content-length": String(body.length) }),
        ...(range && { "content-range": `bytes ${String(from)}-${String(to - 1)}/${String(content.length)}` }),
        ...(fault.gzip === true && { "content-encoding": "gzip" }),
        ...fault.headers,
      }),
    });
    if (seen.method === "HEAD") {
      response.end();
      return;
    }
    await this.#send(body, fault, response);
  }

  async #send(body: Buffer, fault: Fault, response: ServerResponse): Promise<void> {
    const { resetAfter, stallAfter, cutAfter, speed } = fault;
    const end = Math.min(body.length, resetAfter ?? Infinity, stallAfter ?? Infinity, cutAfter ?? Infinity);
    const step = speed === undefined ? 65_536 : Math.max(1, Math.ceil(speed / 20));
    response.flushHeaders();
    for (let at = 0; at < end; at += step) {
      if (response.destroyed) return;
      const chunk = body.subarray(at, Math.min(end, at + step));
      this.sentBytes += chunk.length;
      if (!response.write(chunk)) await drained(response);
      if (speed !== undefined) await new Promise((resolve) => setTimeout(resolve, (1000 * chunk.length) / speed));
    }
    if (resetAfter !== undefined) response.socket?.resetAndDestroy();
    else if (stallAfter === undefined) response.end();
  }
}

/** A commit for content that has none. */
export const commitOf = (bytes: Buffer): string => createHash("sha1").update(bytes).digest("hex");

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const clean = (headers: Readonly<Record<string, string | undefined>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined));

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      response.off("drain", end).off("close", end);
      resolve();
    };
    response.on("drain", end).on("close", end);
  });
