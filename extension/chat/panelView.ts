import { randomBytes } from "node:crypto";
import { commands, env, l10n, Uri, type WebviewView, type WebviewViewProvider } from "vscode";
import { parseViewMessage, type HostMessage, type ViewMessage } from "../../protocol/panel/messages.js";
import { Lifetime } from "../lifetime.js";
import { describe, type LogSink } from "../log.js";
import { panelHtml } from "./panelHtml.js";
import type { PanelStore } from "./panelStore.js";

/** The view's id in the manifest. */
export const panelViewId = "ponder.panel";

/**
 * The panel as a webview view. It may come and go at any time (hidden, moved, reloaded): each load says `ready` and
 * gets a snapshot, so nothing has to be kept alive while it is hidden.
 */
export class PanelView implements WebviewViewProvider {
  readonly #folder: Uri;
  readonly #store: PanelStore;
  readonly #log: LogSink;
  readonly #onMessage: (message: ViewMessage) => void;
  readonly #onShown: () => void;
  /** Of the view that is there now. */
  #post: ((message: HostMessage) => void) | undefined;
  #view: WebviewView | undefined;
  /** The question field is wanted, but no view is ready yet. */
  #focusWanted = false;

  constructor(options: {
    readonly extensionUri: Uri;
    readonly store: PanelStore;
    readonly log: LogSink;
    readonly onMessage: (message: ViewMessage) => void;
    /** The view is seen again, or for the first time. */
    readonly onShown: () => void;
  }) {
    this.#folder = Uri.joinPath(options.extensionUri, "dist", "panel");
    this.#store = options.store;
    this.#log = options.log;
    this.#onMessage = options.onMessage;
    this.#onShown = options.onShown;
  }

  get isVisible(): boolean {
    return this.#view?.visible === true;
  }

  /** Tells the view something that is no part of its state. Without a view nobody wants it. */
  tell(message: Extract<HostMessage, { type: "suggestions" }>): void {
    this.#post?.(message);
  }

  resolveWebviewView(view: WebviewView): void {
    const { webview } = view;
    const lifetime = new Lifetime();
    const post = (message: HostMessage) => {
      webview.postMessage(message).then(undefined, (error: unknown) => this.#log.debug(describe(error)));
    };
    webview.options = {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [this.#folder],
    };
    lifetime.own(
      webview.onDidReceiveMessage((raw: unknown) => {
        const message = parseViewMessage(raw);
        if (!message) this.#log.warn("A message from the panel that the protocol does not know was dropped.");
        else if (message.type === "ready") this.#ready(post, lifetime);
        else this.#onMessage(message);
      }),
    );
    this.#view = view;
    lifetime.own(
      view.onDidChangeVisibility(() => {
        if (view.visible) this.#onShown();
      }),
    );
    const forget = () => {
      if (this.#post === post) this.#post = undefined;
      if (this.#view === view) this.#view = undefined;
    };
    lifetime.own({ dispose: forget });
    view.onDidDispose(() => void lifetime.dispose());
    const uri = (file: string) => webview.asWebviewUri(Uri.joinPath(this.#folder, file)).toString();
    webview.html = panelHtml({
      nonce: randomBytes(24).toString("base64url"),
      cspSource: webview.cspSource,
      script: uri("panel.js"),
      style: uri("panel.css"),
      icons: uri("codicon.css"),
      ...(l10n.bundle && { language: { id: env.language, translations: l10n.bundle } }),
    });
  }

  /** Shows the panel and puts the caret into the question field. */
  async focus(): Promise<void> {
    this.#focusWanted = true;
    await this.show();
    this.#giveFocus();
  }

  /** Shows the panel. */
  async show(): Promise<void> {
    await commands.executeCommand(`${panelViewId}.focus`);
  }

  #ready(post: (message: HostMessage) => void, lifetime: Lifetime): void {
    this.#post = post;
    lifetime.own(this.#store.attach(post));
    this.#onShown();
    this.#giveFocus();
  }

  #giveFocus(): void {
    if (!this.#focusWanted || !this.#post) return;
    this.#focusWanted = false;
    this.#post({ type: "focus" });
  }
}
