import {
  DidChangeConfigurationNotification,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
} from "vscode-languageserver";
import { readSettings, type SettingKey, type Settings } from "../protocol/settings.js";
import type { Feature } from "./feature.js";
import type { Log } from "./log.js";

const section = "ponder";

/**
 * The user's settings, per resource and never in globals: asked of the client where it can answer
 * (`workspace/configuration`), else taken from `initializationOptions.settings` and `didChangeConfiguration`.
 */
export class SettingsStore implements Feature {
  #pull = false;
  #register = false;
  #pushed: unknown;
  /** Key: the resource's URI, or empty for the machine. Emptied by every change. */
  readonly #known = new Map<string, Promise<Settings>>();
  readonly #listeners = new Set<() => void>();
  /** A refused value is logged once, not once per keystroke. */
  readonly #refused = new Set<string>();

  constructor(
    private readonly connection: Connection,
    private readonly log: Log,
  ) {
    connection.onDidChangeConfiguration(({ settings }: { readonly settings: unknown }) => {
      if (!this.#pull) this.#pushed = sectionOf(settings);
      this.#forget();
    });
  }

  initialize(params: InitializeParams): ServerCapabilities {
    const workspace = params.capabilities.workspace;
    this.#pull = workspace?.configuration === true;
    this.#register = workspace?.didChangeConfiguration?.dynamicRegistration === true;
    const options: unknown = params.initializationOptions;
    this.#pushed = isRecord(options) ? options.settings : undefined;
    return {};
  }

  initialized(): void {
    if (!this.#register) return;
    this.connection.client
      .register(DidChangeConfigurationNotification.type, { section })
      .catch((error: unknown) => this.log.error("The client refused to tell about changes of settings", error));
  }

  /** Every setting, valid. @param uri the document it is for; absent: settings of the machine. */
  get(uri?: string): Promise<Settings> {
    const key = uri ?? "";
    let known = this.#known.get(key);
    if (known === undefined) {
      known = this.#read(uri);
      this.#known.set(key, known);
    }
    return known;
  }

  /**
   * A section of settings that are not Ponder's, such as the editor's own about connections. Asked each time.
   *
   * @returns undefined where the client does not tell.
   */
  async foreign(section: string): Promise<unknown> {
    if (!this.#pull) return undefined;
    return (await this.connection.workspace.getConfiguration({ section }).catch(() => undefined)) as unknown;
  }

  /** The settings of the machine whose value is not allowed. */
  async refused(): Promise<readonly SettingKey[]> {
    return readSettings(this.#pull ? await this.#ask(undefined) : this.#pushed).refused;
  }

  /** Tells about every change. Returns the function that ends the subscription. */
  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async #read(uri: string | undefined): Promise<Settings> {
    const raw = this.#pull ? await this.#ask(uri) : this.#pushed;
    const { values, refused } = readSettings(raw);
    for (const key of refused) {
      if (this.#refused.has(key)) continue;
      this.#refused.add(key);
      this.log.warn(`The value of ponder.${key} is not valid; the default is used.`);
    }
    return values;
  }

  async #ask(uri: string | undefined): Promise<unknown> {
    try {
      const item = uri === undefined ? { section } : { section, scopeUri: uri };
      return (await this.connection.workspace.getConfiguration(item)) as unknown;
    } catch (error) {
      this.log.error("The client did not answer with its settings; the defaults are used", error);
      return undefined;
    }
  }

  #forget(): void {
    this.#known.clear();
    this.#refused.clear();
    for (const listener of this.#listeners) listener();
  }
}

function sectionOf(settings: unknown): unknown {
  return isRecord(settings) ? (settings[section] ?? settings) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
