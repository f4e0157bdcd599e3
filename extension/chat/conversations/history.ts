import {
  l10n,
  QuickPickItemKind,
  ThemeIcon,
  window,
  type QuickInputButton,
  type QuickPick,
  type QuickPickItem,
} from "vscode";
import { describe, type LogSink } from "../../log.js";
import type { ConversationFiles } from "./conversationFiles.js";
import type { ConversationKeeper } from "./conversationKeeper.js";
import { historyItems } from "./historyItems.js";

interface Row extends QuickPickItem {
  readonly id?: string;
}

const renameButton: QuickInputButton = { iconPath: new ThemeIcon("edit"), tooltip: l10n.t("Rename") };
const deleteButton: QuickInputButton = { iconPath: new ThemeIcon("trash"), tooltip: l10n.t("Delete") };

/** The list of the workspace's conversations: search, open, rename, delete. */
export class History {
  readonly #files: ConversationFiles;
  readonly #keeper: ConversationKeeper;
  readonly #show: (id: string) => Promise<void>;
  readonly #log: LogSink;

  constructor(options: {
    readonly files: ConversationFiles;
    readonly keeper: ConversationKeeper;
    /** Opens a conversation in the place of the open one. */
    readonly show: (id: string) => Promise<void>;
    readonly log: LogSink;
  }) {
    this.#files = options.files;
    this.#keeper = options.keeper;
    this.#show = options.show;
    this.#log = options.log;
  }

  /** Shows the list. @returns whether a conversation was chosen. */
  async pick(): Promise<boolean> {
    const list = window.createQuickPick<Row>();
    list.title = l10n.t("Chat History");
    list.placeholder = l10n.t("Search the chats of this workspace");
    list.matchOnDescription = true;
    list.busy = true;
    list.show();
    try {
      await this.#fill(list);
      const id = await this.#chosen(list);
      if (id === undefined) return false;
      await this.#show(id);
      return true;
    } finally {
      list.dispose();
    }
  }

  #chosen(list: QuickPick<Row>): Promise<string | undefined> {
    return new Promise((resolve) => {
      let isAsking = false;
      let isOver = false;
      const end = (id: string | undefined) => {
        isOver = true;
        resolve(id);
      };
      list.onDidAccept(() => {
        const id = list.selectedItems[0]?.id;
        if (id !== undefined) end(id);
      });
      list.onDidHide(() => {
        if (!isAsking) end(undefined);
      });
      list.onDidTriggerItemButton(({ item, button }) => {
        isAsking = true;
        // The list hides behind the question and comes back after it.
        list.ignoreFocusOut = true;
        this.#change(item, button)
          .then(() => this.#fill(list))
          .catch((error: unknown) => this.#log.error(describe(error)))
          .finally(() => {
            isAsking = false;
            // Behind a dialog it may stay open, and be used.
            if (!isOver) list.show();
          });
      });
    });
  }

  async #change({ id, label }: Row, button: QuickInputButton): Promise<void> {
    if (id === undefined) return;
    if (button === deleteButton) await this.#delete(id, label);
    else await this.#rename(id, label);
  }

  async #rename(id: string, before: string): Promise<void> {
    const title = await window.showInputBox({
      title: l10n.t("Rename Chat"),
      value: before,
      prompt: l10n.t("The new title"),
    });
    if (title !== undefined && title.trim() !== "") await this.#keeper.rename(id, title.trim());
  }

  async #delete(id: string, title: string): Promise<void> {
    const remove = l10n.t("Delete");
    const choice = await window.showWarningMessage(
      l10n.t("Delete the chat “{0}”?", title),
      { modal: true, detail: l10n.t("Its questions, thoughts and answers are removed from this machine for good.") },
      remove,
    );
    if (choice === remove) await this.#keeper.delete(id);
  }

  async #fill(list: QuickPick<Row>): Promise<void> {
    list.busy = true;
    const heads = await this.#files.list();
    list.items = historyItems(heads, this.#keeper.open.id, Date.now()).map((item): Row => {
      if ("group" in item) return { label: item.group, kind: QuickPickItemKind.Separator };
      return {
        id: item.id,
        label: item.title,
        description: item.isOpen ? l10n.t("{0} · open", item.detail) : item.detail,
        buttons: [renameButton, deleteButton],
      };
    });
    list.busy = false;
  }
}
