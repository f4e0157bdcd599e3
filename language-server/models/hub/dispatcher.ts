import tls from "node:tls";
import { EnvHttpProxyAgent, Pool, type Dispatcher } from "undici";
import { HttpTrouble } from "./httpTrouble.js";
import type { NetworkSettings } from "./networkSettings.js";

/** How long the steps of a request may take, in milliseconds. */
export interface HttpLimits {
  /** Until a connection stands, through a proxy too. */
  readonly connectMs: number;
  /** Without any sign of life. */
  readonly silenceMs: number;
}

/** Connections at a time to one host; a download uses fewer. */
const connections = 16;

/**
 * Makes the connections: through the proxy where the settings or the environment name one, with the certificates of the
 * system where Node.js can read them (a company's own authority is there).
 */
export function createDispatcher(network: NetworkSettings, limits: HttpLimits): Dispatcher {
  const { proxy, usesEnvironment, noProxy, proxyAuthorization, strictCertificates } = network;
  const authorities = systemAuthorities();
  const secure = {
    timeout: limits.connectMs,
    rejectUnauthorized: strictCertificates,
    ...(authorities && { ca: [...authorities] }),
  };
  const none = usesEnvironment ? {} : { httpProxy: "", httpsProxy: "" };
  return new EnvHttpProxyAgent({
    connect: secure,
    requestTls: secure,
    proxyTls: secure,
    headersTimeout: limits.silenceMs,
    bodyTimeout: limits.silenceMs,
    connections,
    clientFactory: (origin, options) => new ProxyPool(origin, options),
    ...(proxyAuthorization !== undefined && { token: proxyAuthorization }),
    ...(proxy === undefined ? none : { httpProxy: proxy, httpsProxy: proxy }),
    ...(noProxy !== undefined && { noProxy: noProxy.join(",") }),
  });
}

/** The way to a proxy. One that refuses says why in its status, of which the library only makes a text. */
class ProxyPool extends Pool {
  override connect(options: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData>;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): void;
  override connect(
    options: Dispatcher.ConnectOptions,
    callback?: (error: Error | null, data: Dispatcher.ConnectData) => void,
  ): Promise<Dispatcher.ConnectData> | undefined {
    if (callback !== undefined) {
      super.connect(options, callback);
      return undefined;
    }
    return super.connect(options).then((data) => {
      if (data.statusCode === 200) return data;
      data.socket.on("error", () => undefined).destroy();
      throw HttpTrouble.ofProxy(data.statusCode);
    });
  }
}

/** Node.js 22.15 and later can tell them. */
function systemAuthorities(): readonly string[] | undefined {
  const { getCACertificates } = tls as { getCACertificates?: (type: "default" | "system") => readonly string[] };
  return getCACertificates && [...getCACertificates("default"), ...getCACertificates("system")];
}
