import type { ViewMessage } from "../../protocol/panel/messages.js";
import type { UiState } from "./uiState.js";

/** The panel's way to the host. */
export interface Host {
  readonly post: (message: ViewMessage) => void;
  /** What {@link Host.saveUi} kept when the view was there before; not checked. */
  readonly loadUi: () => unknown;
  readonly saveUi: (ui: UiState) => void;
}

/** Takes VS Code's API, which a page can do only once, and keeps it out of the global scope. */
export function connectHost(): Host {
  const api = acquireVsCodeApi<UiState>();
  return {
    post: (message) => api.postMessage(message),
    loadUi: () => api.getState(),
    saveUi: (ui) => void api.setState(ui),
  };
}
