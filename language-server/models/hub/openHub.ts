import { createDispatcher, type HttpLimits } from "./dispatcher.js";
import { Http, type HubAccess } from "./http.js";
import { Hub } from "./hub.js";
import type { NetworkSettings } from "./networkSettings.js";

/** The hub, connected. */
export interface OpenHub {
  readonly http: Http;
  readonly hub: Hub;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** The way to the hub. Nothing is asked yet. Loaded when it is needed: nobody else needs the library behind it. */
export function openHub(access: HubAccess, network: NetworkSettings, limits: HttpLimits): OpenHub {
  const http = new Http(createDispatcher(network, limits), access);
  return { http, hub: new Hub(http, access.endpoint), close: () => http.close() };
}
