import type { Finding } from "../../protocol/health.js";
import { PonderFailure } from "../../protocol/errors.js";
import { hubEndpoint } from "../models/hub/hubEndpoint.js";
import type { NetworkSettings } from "../models/hub/networkSettings.js";

/** What decides about connections. */
export interface NetworkFacts {
  /** The setting `ponder.downloads.hub`. */
  readonly hub: string;
  readonly network: NetworkSettings;
  readonly environment: NodeJS.ProcessEnv;
}

/** What may connect, where to and on which way. Opens no connection. Pure. */
export function networkFindings({ hub, network, environment }: NetworkFacts): readonly Finding[] {
  const group = "network";
  return [
    {
      group,
      name: "Who may connect",
      state: "ok",
      detail: "only a download of a model that you start; questions, code and answers stay on this machine",
    },
    endpoint(hub, environment),
    { group, name: "Proxy", state: "ok", detail: proxyText(network, environment) },
    network.strictCertificates
      ? { group, name: "Certificates", state: "ok", detail: "have to be valid" }
      : {
          group,
          name: "Certificates",
          state: "note",
          detail: "are not checked; what is downloaded is still compared with its published hash",
          fix: { setting: "http.proxyStrictSSL" },
        },
  ];
}

function endpoint(hub: string, environment: NodeJS.ProcessEnv): Finding {
  const finding = { group: "network", name: "Models come from" } as const;
  try {
    const { origin } = hubEndpoint(hub, environment);
    const why = hub.trim() ? " (ponder.downloads.hub)" : environment["HF_ENDPOINT"]?.trim() ? " (HF_ENDPOINT)" : "";
    return { ...finding, state: "ok", detail: `${origin}${why}` };
  } catch (error) {
    if (!PonderFailure.is(error)) throw error;
    const { message, hint } = error.data;
    return { ...finding, state: "failed", detail: `${message} ${hint}`, fix: { setting: "ponder.downloads.hub" } };
  }
}

function proxyText({ proxy, usesEnvironment }: NetworkSettings, environment: NodeJS.ProcessEnv): string {
  if (proxy !== undefined) return `${hostOf(proxy)} (http.proxy of the editor)`;
  if (!usesEnvironment) return "none: the editor's http.proxySupport is off";
  for (const name of ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"]) {
    const value = environment[name]?.trim();
    if (value) return `${hostOf(value)} (${name})`;
  }
  return "none";
}

/** Without the password that may stand in it. */
const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : "an address that is none");
