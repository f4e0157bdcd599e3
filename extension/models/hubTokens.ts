import { l10n, window, type SecretStorage } from "vscode";

/** The user's tokens for model hubs, in the editor's secret storage: one for each hub, so that none goes to another. */
export class HubTokens {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  /** @param hub its address. */
  async get(hub: string): Promise<string | undefined> {
    return (await this.#secrets.get(keyOf(hub))) ?? undefined;
  }

  /** Asks for a token and keeps it; an empty one forgets it. @returns undefined when there is none afterwards. */
  async ask(hub: string): Promise<string | undefined> {
    const typed = await window.showInputBox({
      title: l10n.t("Token for {0}", hub),
      prompt: l10n.t("It is kept in VS Code's secret storage and sent to this hub only. Empty: forget it."),
      password: true,
      ignoreFocusOut: true,
    });
    if (typed === undefined) return undefined;
    const token = typed.trim();
    if (token === "") await this.#secrets.delete(keyOf(hub));
    else await this.#secrets.store(keyOf(hub), token);
    return token === "" ? undefined : token;
  }
}

const keyOf = (hub: string): string => `token of ${hub}`;
