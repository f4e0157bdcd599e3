import { l10n, QuickPickItemKind, ThemeIcon, window, type QuickPickItem } from "vscode";
import { terminalSelection } from "../../terminalSelection.js";
import type { QuestionContext } from "./questionContext.js";
import { findSymbols, symbolSource, type FoundSymbol } from "./symbols.js";
import type { WorkspaceFiles } from "./workspaceFiles.js";

/** What choosing needs. */
export interface PickParts {
  readonly context: QuestionContext;
  readonly files: WorkspaceFiles;
  readonly isAutomatic: () => boolean;
  readonly setAutomatic: (on: boolean) => Promise<void>;
}

interface Choice extends QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** The menu behind + in the composer: what else shall go along? */
export async function pickAttachment(parts: PickParts): Promise<void> {
  const { context, isAutomatic, setAutomatic } = parts;
  const attach = (kind: "selection" | "problems") => () => context.attach({ kind });
  const changes = (staged: boolean) => () => context.attach({ kind: "changes", staged });
  const on = isAutomatic();
  const choices: readonly Choice[] = [
    { label: l10n.t("File…"), iconPath: new ThemeIcon("file"), run: () => pickPath(parts, "file") },
    {
      label: l10n.t("Folder…"),
      description: l10n.t("names of files and of what is in them"),
      iconPath: new ThemeIcon("folder"),
      run: () => pickPath(parts, "folder"),
    },
    { label: l10n.t("Symbol…"), iconPath: new ThemeIcon("symbol-method"), run: () => pickSymbol(context) },
    { label: l10n.t("Selection"), iconPath: new ThemeIcon("selection"), run: attach("selection") },
    { label: l10n.t("Problems"), iconPath: new ThemeIcon("warning"), run: attach("problems") },
    { label: l10n.t("Terminal Selection"), iconPath: new ThemeIcon("terminal"), run: () => attachTerminal(context) },
    { label: l10n.t("Changes"), iconPath: new ThemeIcon("git-compare"), run: changes(false) },
    { label: l10n.t("Staged changes"), iconPath: new ThemeIcon("git-compare"), run: changes(true) },
    { label: "", kind: QuickPickItemKind.Separator },
    {
      label: on ? l10n.t("Stop Sending the Active Editor by Itself") : l10n.t("Send the Active Editor by Itself"),
      iconPath: new ThemeIcon(on ? "eye-closed" : "eye"),
      run: () => setAutomatic(!on),
    },
  ];
  const choice = await window.showQuickPick(choices, { title: l10n.t("What shall go along with the question?") });
  await choice?.run?.();
}

async function pickPath({ files, context }: PickParts, kind: "file" | "folder"): Promise<void> {
  const all = await (kind === "file" ? files.paths() : files.folders());
  const items = [...all].map(([path, uri]) => ({
    label: path.slice(path.lastIndexOf("/") + 1),
    description: path.slice(0, Math.max(0, path.lastIndexOf("/"))),
    uri,
  }));
  const choice = await window.showQuickPick(items, {
    title: kind === "file" ? l10n.t("Attach a File") : l10n.t("Attach a Folder"),
    matchOnDescription: true,
  });
  if (choice) await context.attach({ kind, uri: choice.uri });
}

async function attachTerminal(context: QuestionContext): Promise<void> {
  await context.attach({ kind: "terminal", text: await terminalSelection(), number: context.nextTerminal() });
}

/** The list follows what is typed: language support searches by name. */
async function pickSymbol(context: QuestionContext): Promise<void> {
  const list = window.createQuickPick<QuickPickItem & { readonly symbol: FoundSymbol }>();
  list.title = l10n.t("Attach a Symbol");
  list.placeholder = l10n.t("Type a part of its name");
  try {
    const chosen = await new Promise<FoundSymbol | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.selectedItems[0]?.symbol));
      list.onDidHide(() => resolve(undefined));
      list.onDidChangeValue((typed) => {
        list.busy = true;
        findSymbols(typed).then(
          (found) => {
            if (list.value !== typed) return;
            list.busy = false;
            list.items = found.map((symbol) => ({ label: symbol.name, description: symbol.path, symbol }));
          },
          () => (list.busy = false),
        );
      });
      list.show();
    });
    if (chosen) await context.attach(await symbolSource(chosen));
  } finally {
    list.dispose();
  }
}
