import { l10n, QuickPickItemKind, window, type QuickPickItem } from "vscode";
import {
  modelsFitMethod,
  modelsListMethod,
  type FitReport,
  type ModelList,
  type ModelsFitParams,
} from "../../protocol/models.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { modelSections, type CatalogueChoice } from "./modelItems.js";

interface Item extends QuickPickItem {
  readonly choice?: CatalogueChoice | "other";
}

/** What the user chose: a model of the catalogue, or another address; and what the list said. */
export interface PickedModel {
  readonly choice: CatalogueChoice | { readonly uri: string };
  readonly list: ModelList;
}

/** Lets the user choose a model to have; the list says how each fits on this machine, once that is measured. */
export async function pickModel(server: ServerSupervisor): Promise<PickedModel | undefined> {
  const closed = new AbortController();
  const pick = window.createQuickPick<Item>();
  pick.title = l10n.t("Ponder: get a model");
  pick.placeholder = l10n.t("Measuring this machine…");
  pick.matchOnDescription = true;
  pick.busy = true;
  const picked = new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.choice !== undefined) resolve(item);
    });
    pick.onDidHide(() => {
      closed.abort(new Error("The list was closed"));
      resolve(undefined);
    });
  });
  pick.show();
  try {
    const run = await server.running(closed.signal);
    const nothing: ModelsFitParams = {};
    const [list, report] = await Promise.all([
      run.request<ModelList>(modelsListMethod, undefined, closed.signal),
      run.request<FitReport>(modelsFitMethod, nothing, closed.signal),
    ]);
    pick.items = itemsOf(list, report);
    pick.placeholder = l10n.t("Which model do you want to have?");
    pick.busy = false;
    const item = await picked;
    if (item?.choice === undefined) return undefined;
    if (item.choice !== "other") return { choice: item.choice, list };
    pick.hide();
    const uri = await askForAddress();
    return uri === undefined ? undefined : { choice: { uri }, list };
  } catch (error) {
    if (closed.signal.aborted) return undefined;
    throw error;
  } finally {
    pick.dispose();
  }
}

function itemsOf({ models }: ModelList, report: FitReport): readonly Item[] {
  const sections = modelSections(models, report).flatMap(({ title, items }): readonly Item[] => [
    { label: title, kind: QuickPickItemKind.Separator },
    ...items,
  ]);
  return [
    ...sections,
    { label: l10n.t("Others"), kind: QuickPickItemKind.Separator },
    {
      label: l10n.t("$(link) Another model of the hub…"),
      detail: l10n.t("By its address: OWNER/REPOSITORY/FILE.gguf, or the link of a GGUF file."),
      choice: "other",
    },
  ];
}

async function askForAddress(): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: l10n.t("Ponder: get a model"),
    prompt: l10n.t("By its address: OWNER/REPOSITORY/FILE.gguf, or the link of a GGUF file."),
    placeHolder: "bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF:Q5_K_M",
    ignoreFocusOut: true,
  });
  const address = typed?.trim() ?? "";
  if (address === "") return undefined;
  return /^(?:hf|https?):/i.test(address) ? address : `hf:${address}`;
}
