import { window } from "vscode";
import { Lifetime, type Owned } from "../lifetime.js";
import { isSupportedScheme } from "./schemes.js";

/** The editor starts a lot at the same time; a moment later there is room, in milliseconds. */
const momentMs = 1_000;

/**
 * Starts the server a moment after a document that it can complete in is visible, so that the first keystroke does
 * not wait for it. The server starts without a model.
 */
export function startWhenUseful(start: () => void): Owned {
  const lifetime = new Lifetime();
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    if (timer || !window.visibleTextEditors.some(({ document }) => isSupportedScheme(document.uri.scheme))) return;
    timer = setTimeout(start, momentMs);
  };
  lifetime.own(window.onDidChangeVisibleTextEditors(look));
  lifetime.own({ dispose: () => clearTimeout(timer) });
  look();
  return lifetime;
}
