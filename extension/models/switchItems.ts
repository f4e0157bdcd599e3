import { t } from "../../protocol/localise.js";
import type { ModelStatus } from "../../protocol/model.js";
import { waitsForGpuText, whereText } from "../../protocol/modelText.js";
import type { ModelList, ModelPlace, ModelRole } from "../../protocol/models.js";
import { sizeText } from "../sizeText.js";
import { chosenRoles, type ChosenModels, type ChosenRole } from "./chosenRole.js";
import { placeText } from "./modelItems.js";

/** What a line of the list does. */
export type SwitchAction =
  | { readonly type: "use"; readonly path: string }
  | { readonly type: "file" | "get" | "load" | "unload" }
  | { readonly type: "role"; readonly role: ChosenRole };

/** A line of the list from which the model for a role is chosen. */
export interface SwitchItem {
  /** With codicons, `$(name)`. */
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly action: SwitchAction;
}

/** A part of that list, under its title. */
export interface SwitchSection {
  readonly title: string;
  readonly items: readonly SwitchItem[];
}

/** What the list is about. */
export interface SwitchView {
  readonly role: ChosenRole;
  readonly chosen: ChosenModels;
  readonly status: ModelStatus;
  /** Models on this machine; absent while they are looked for. */
  readonly list?: Pick<ModelList, "models" | "found">;
}

interface LocalModel {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly place: ModelPlace;
  /** What it was made for, where that is known. */
  readonly role?: ModelRole;
}

/** The models of this machine for one role, the ways to others, and what can be done with what is loaded. Pure. */
export function switchSections(view: SwitchView): readonly SwitchSection[] {
  const { role, chosen, status } = view;
  const local = localModels(view.list);
  const others = chosenRoles.filter((other) => other !== role);
  return [
    { title: roleText(role), items: [...models(view, local), ...waysToOthers()] },
    { title: t("For other work"), items: others.map((other) => roleItem(other, chosen[other], local)) },
    { title: t("Memory"), items: memoryItems(status) },
  ];
}

/** What is loaded, where, with how much context and memory, in one line. Pure. */
export function loadedText(status: ModelStatus): string {
  switch (status.state) {
    case "idle":
      return t("No model is loaded; the first question or completion loads it.");
    case "loading":
      if (status.waitsForGpu) return waitsForGpuText();
      return t("Loading the model{0}", ` ${String(Math.floor(status.progress * 100))} %`);
    case "failed":
      return status.error.message;
    case "ready": {
      const { model, memoryBytes } = status;
      return [
        model.name,
        whereText(model),
        t("{0} tokens of context", model.contextSize.toLocaleString("en")),
        ...(memoryBytes === undefined ? [] : [sizeText(memoryBytes)]),
      ].join(" · ");
    }
  }
}

/** What a role is for. Pure. */
export function roleText(role: ChosenRole): string {
  switch (role) {
    case "chat":
      return t("Chat, explain, fix");
    case "completion":
      return t("Completions");
    case "draft":
      return t("Drafts");
  }
}

function models({ role, chosen }: SwitchView, local: readonly LocalModel[]): readonly SwitchItem[] {
  const current = chosen[role];
  const usual = usualItem(role, current === "");
  const own = current === "" || local.some(({ path }) => path === current) ? [] : [ownItem(current)];
  return [usual, ...own, ...sorted(role, local).map((model) => localItem(model, model.path === current))];
}

/** What was made for the role comes first; small models guess faster. */
function sorted(role: ChosenRole, local: readonly LocalModel[]): readonly LocalModel[] {
  if (role === "draft") return local.toSorted((a, b) => a.bytes - b.bytes);
  const rank = (model: LocalModel) => (model.role === role ? 0 : model.role === undefined ? 1 : 2);
  return local.toSorted((a, b) => rank(a) - rank(b));
}

function localModels(list: SwitchView["list"]): readonly LocalModel[] {
  if (list === undefined) return [];
  const known = list.models.flatMap(({ name, role, files }) =>
    files.flatMap(({ quantisation, bytes, path, place }): readonly LocalModel[] =>
      path === undefined || place === undefined ? [] : [{ name: `${name} ${quantisation}`, role, bytes, path, place }],
    ),
  );
  return [...known, ...list.found];
}

/** What is used where no model is named. */
function usualItem(role: ChosenRole, isCurrent: boolean): SwitchItem {
  const action: SwitchAction = { type: "use", path: "" };
  switch (role) {
    case "chat":
      return {
        label: mark(t("Demo model"), "beaker", isCurrent),
        detail: t("Built in and tiny: it shows how Ponder works. It is not for real work."),
        ...inUse(isCurrent),
        action,
      };
    case "completion":
      return {
        label: mark(t("The model for chat"), "comment", isCurrent),
        detail: t("One model for everything takes less memory."),
        ...inUse(isCurrent),
        action,
      };
    case "draft":
      return {
        label: mark(t("None"), "circle-slash", isCurrent),
        detail: t("A small model with the same vocabulary can guess tokens for a big one. Answers stay the same."),
        ...inUse(isCurrent),
        action,
      };
  }
}

const ownItem = (path: string): SwitchItem => ({
  label: mark(fileName(path), "file", true),
  ...inUse(true),
  detail: path,
  action: { type: "use", path },
});

const localItem = ({ name, path, bytes, place }: LocalModel, isCurrent: boolean): SwitchItem => ({
  label: mark(name, "file", isCurrent),
  description: [...(isCurrent ? [t("in use")] : []), sizeText(bytes), placeText(place)].join(" · "),
  detail: path,
  action: { type: "use", path },
});

const mark = (name: string, icon: string, isCurrent: boolean): string => `$(${isCurrent ? "check" : icon}) ${name}`;

const inUse = (isCurrent: boolean): Pick<SwitchItem, "description"> => (isCurrent ? { description: t("in use") } : {});

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

const waysToOthers = (): readonly SwitchItem[] => [
  { label: t("$(file) Choose a GGUF file…"), action: { type: "file" } },
  {
    label: t("$(cloud-download) Get a model…"),
    detail: t("A distilled DeepSeek-R1 that fits this machine, downloaded and verified."),
    action: { type: "get" },
  },
];

function roleItem(role: ChosenRole, path: string, local: readonly LocalModel[]): SwitchItem {
  const name = local.find((model) => model.path === path)?.name ?? fileName(path);
  const usual = { chat: t("Demo model"), completion: t("The model for chat"), draft: t("None") }[role];
  const icon = { chat: "comment", completion: "sparkle", draft: "rocket" }[role];
  return {
    label: `$(${icon}) ${roleText(role)}…`,
    description: path === "" ? usual : name,
    action: { type: "role", role },
  };
}

function memoryItems(status: ModelStatus): readonly SwitchItem[] {
  switch (status.state) {
    case "idle":
      return [{ label: t("$(play) Load it now"), action: { type: "load" } }];
    case "failed":
      return [{ label: t("$(play) Load it again"), action: { type: "load" } }];
    case "loading":
      return [{ label: t("$(debug-stop) Stop loading"), action: { type: "unload" } }];
    case "ready":
      return [
        {
          label: t("$(debug-disconnect) Take it out of memory"),
          description: status.memoryBytes === undefined ? "" : sizeText(status.memoryBytes),
          action: { type: "unload" },
        },
        { label: t("$(server-process) Load the model again, on the GPU if there is one"), action: { type: "load" } },
      ];
  }
}
