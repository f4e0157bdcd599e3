import { commands, l10n, QuickPickItemKind, window, type QuickPickItem } from "vscode";
import type { ModelStatus } from "../../protocol/model.js";
import { modelsListMethod, type ModelList } from "../../protocol/models.js";
import { chooseModelFor, chosenModels } from "../config.js";
import { chosenRoles, type ChosenRole } from "../models/chosenRole.js";
import { loadedText, roleText, switchSections, type SwitchAction } from "../models/switchItems.js";
import type { CommandId } from "./commandIds.js";
import { loadModel, unloadModel, type LoadParts } from "./loadModel.js";

interface Item extends QuickPickItem {
  readonly action?: SwitchAction;
}

/**
 * Lets the user choose the model for a role, writes the choice into the user's settings and loads it. The same list says
 * what is loaded, and frees it.
 *
 * @param argument the role to begin with; anything else counts as chat.
 */
export async function chooseModel(parts: LoadParts, argument?: unknown): Promise<void> {
  let role = chosenRoles.find((known) => known === argument) ?? "chat";
  for (;;) {
    const action = await pickAction(parts, role);
    switch (action?.type) {
      case undefined:
        return;
      case "role":
        role = action.role;
        continue;
      case "use":
        return use(parts, role, action.path);
      case "file": {
        const path = await pickFile();
        return path === undefined ? undefined : use(parts, role, path);
      }
      case "get":
        await commands.executeCommand("ponder.getModel" satisfies CommandId);
        return;
      case "load":
        await loadModel(parts, { again: true });
        return;
      case "unload":
        return unloadModel(parts.server);
    }
  }
}

/** The list is empty until the server has found the models on this machine, so that no line moves under a click. */
async function pickAction({ server, model }: LoadParts, role: ChosenRole): Promise<SwitchAction | undefined> {
  const closed = new AbortController();
  const pick = window.createQuickPick<Item>();
  let list: ModelList | undefined;
  let shown: ModelStatus["state"] | undefined;
  const show = () => {
    shown = model.status.state;
    pick.placeholder = loadedText(model.status);
    pick.items = itemsOf(role, model.status, list);
    const current = chosenModels()[role];
    pick.activeItems = pick.items.filter(({ action }) => action?.type === "use" && action.path === current);
  };
  const subscription = model.onDidChange((status) => {
    if (shown === undefined) return;
    // The lines stay where they are while a load goes on.
    if (status.state === shown) pick.placeholder = loadedText(status);
    else show();
  });
  pick.title = l10n.t("Ponder: model for {0}", roleText(role));
  pick.matchOnDescription = true;
  pick.busy = true;
  const picked = new Promise<SwitchAction | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]?.action));
    pick.onDidHide(() => resolve(undefined));
  });
  pick.show();
  const search = async () => {
    const run = await server.running(closed.signal);
    list = await run.request<ModelList>(modelsListMethod, undefined, closed.signal);
  };
  // Without a server, whose trouble is told elsewhere, a file can still be chosen.
  void search()
    .catch(() => undefined)
    .finally(() => {
      if (closed.signal.aborted) return;
      pick.busy = false;
      show();
    });
  try {
    return await picked;
  } finally {
    closed.abort(new Error("The list was closed"));
    subscription.dispose();
    pick.dispose();
  }
}

const itemsOf = (role: ChosenRole, status: ModelStatus, list: ModelList | undefined): readonly Item[] =>
  switchSections({ role, status, chosen: chosenModels(), ...(list !== undefined && { list }) }).flatMap(
    ({ title, items }): readonly Item[] => [{ label: title, kind: QuickPickItemKind.Separator }, ...items],
  );

async function pickFile(): Promise<string | undefined> {
  const files = await window.showOpenDialog({
    title: l10n.t("Choose a model"),
    openLabel: l10n.t("Use this model"),
    canSelectMany: false,
    filters: { [l10n.t("GGUF models")]: ["gguf"] },
  });
  return files?.[0]?.fsPath;
}

async function use(parts: LoadParts, role: ChosenRole, path: string): Promise<void> {
  if (path === chosenModels()[role]) return;
  await chooseModelFor(role, path);
  const status = await loadModel(parts);
  if (status?.state !== "ready" || path === "" || role === "chat") return;
  const { completionModel, draftModel, notice } = status.model;
  // A second model that cannot be used is left out, and the first one works on.
  const loaded = role === "completion" ? completionModel : draftModel;
  if (loaded === undefined && notice !== undefined) void window.showWarningMessage(`Ponder: ${notice.text}`);
}
