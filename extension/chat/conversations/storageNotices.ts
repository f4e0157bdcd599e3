import { commands, l10n, Uri, window } from "vscode";

/** A saved chat cannot be read; it was set aside. Returns at once. */
export function tellOfBrokenFile(file: string): void {
  const show = l10n.t("Show the File");
  const message = l10n.t("A saved chat cannot be read and was set aside. The other chats are not affected.");
  void window.showWarningMessage(message, show).then((choice) => {
    if (choice === show) void commands.executeCommand("revealFileInOS", Uri.file(file));
  });
}

/** Chats cannot be saved at the moment. Returns at once. */
export function tellOfUnsaved(): void {
  const showLog = l10n.t("Show Log");
  const message = l10n.t("Ponder cannot save this chat: it is lost when the window closes. Is the disk full?");
  void window.showWarningMessage(message, showLog).then((choice) => {
    if (choice === showLog) void commands.executeCommand("ponder.showLog");
  });
}
