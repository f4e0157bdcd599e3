import { StatusBarAlignment, ThemeColor, window, type StatusBarItem } from "vscode";
import type { ModelStatus } from "../protocol/model.js";
import type { DownloadState } from "../protocol/models.js";
import type { ServerState } from "./server/supervisor.js";
import type { CommandId } from "./commands/commandIds.js";
import type { CompletionView } from "./completion/completionView.js";
import { statusText } from "./statusText.js";

const menuCommand: CommandId = "ponder.statusMenu";

const colours = {
  normal: undefined,
  warning: new ThemeColor("statusBarItem.warningBackground"),
  error: new ThemeColor("statusBarItem.errorBackground"),
} as const;

/** The status item. It shows what is, never what should be. */
export class StatusBar {
  readonly #item: StatusBarItem;
  #shown = "";

  constructor() {
    this.#item = window.createStatusBarItem("ponder.status", StatusBarAlignment.Right, 100);
    this.#item.name = "Ponder";
    this.#item.command = menuCommand;
    this.#item.show();
  }

  update(
    server: ServerState,
    model: ModelStatus,
    completions: CompletionView,
    downloads: readonly DownloadState[],
    waiting: readonly string[],
  ): void {
    const { text, tooltip, tone } = statusText(server, model, completions, downloads, waiting);
    // Each assignment below is a message to the window, and this is called for each piece of an answer.
    const shown = [text, ...tooltip].join("\n");
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#item.text = text;
    this.#item.tooltip = tooltip.join("\n");
    this.#item.backgroundColor = colours[tone];
    this.#item.accessibilityInformation = { label: spoken([text.replace(/^\$\([^)]*\) /, ""), ...tooltip]) };
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** Lines as sentences: some are, some end without a stop. */
const spoken = (lines: readonly string[]): string =>
  lines.map((line) => (line.endsWith(".") ? line : `${line}.`)).join(" ");
