import { createServer, type Server } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";

/** A proxy that makes connections (`CONNECT`), on a real socket. */
export class FakeProxy {
  /** Where it was asked to connect to. */
  readonly targets: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param refusal a status that it answers instead. @param password what `Proxy-Authorization` must be. */
  private constructor(refusal: number | undefined, password: string | undefined) {
    this.#server = createServer();
    this.#server.on("connect", (request, client: Socket, head) => {
      this.#keep(client);
      this.targets.push(request.url ?? "");
      const isWrong = password !== undefined && request.headers["proxy-authorization"] !== password;
      const status = isWrong ? 407 : refusal;
      if (status !== undefined) {
        client.end(`HTTP/1.1 ${String(status)} No\r\n\r\n`);
        return;
      }
      const [host = "", port = ""] = (request.url ?? "").split(":");
      const target = connect(Number(port), host, () => {
        client.write("HTTP/1.1 200 OK\r\n\r\n");
        target.write(head);
        client.pipe(target).pipe(client);
      });
      this.#keep(target);
    });
  }

  static async start({ refusal, password }: { refusal?: number; password?: string } = {}): Promise<FakeProxy> {
    const proxy = new FakeProxy(refusal, password);
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  get address(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket)).on("error", () => socket.destroy());
  }
}
