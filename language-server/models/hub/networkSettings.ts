/** How connections are made, by the editor's settings (`http.*`) and the environment. */
export interface NetworkSettings {
  /** Address of the proxy, for all connections; absent: as the environment says. */
  readonly proxy?: string;
  /** Whether the proxies of the environment are used; true where nothing is said. */
  readonly usesEnvironment: boolean;
  /** Hosts without the proxy; absent: `NO_PROXY` of the environment. */
  readonly noProxy?: readonly string[];
  /** The value of `Proxy-Authorization`. */
  readonly proxyAuthorization?: string;
  /** Whether a certificate has to be valid. */
  readonly strictCertificates: boolean;
}

/** Without an editor. */
export const plainNetwork: NetworkSettings = { usesEnvironment: true, strictCertificates: true };

/**
 * Reads the section `http` of VS Code's settings, which other editors may not have.
 *
 * @param section as the editor sends it; anything else counts as empty.
 */
export function readNetworkSettings(section: unknown): NetworkSettings {
  if (typeof section !== "object" || section === null) return plainNetwork;
  const { proxy, noProxy, proxyAuthorization, proxyStrictSSL, proxySupport } = section as Readonly<
    Record<string, unknown>
  >;
  const strictCertificates = proxyStrictSSL !== false;
  if (proxySupport === "off") return { usesEnvironment: false, strictCertificates };
  const hosts = Array.isArray(noProxy) ? noProxy.filter((host) => typeof host === "string") : [];
  return {
    ...(isText(proxy) && { proxy }),
    usesEnvironment: true,
    ...(hosts.length > 0 && { noProxy: hosts }),
    ...(isText(proxyAuthorization) && { proxyAuthorization }),
    strictCertificates,
  };
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";
