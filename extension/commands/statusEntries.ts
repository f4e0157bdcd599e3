import { completionLines, timeOfDay, type CompletionView } from "../completion/completionView.js";
import { snoozeMinutes } from "../completion/snooze.js";
import { loadedText } from "../models/switchItems.js";
import type { CommandId } from "./commandIds.js";
import { t } from "../../protocol/localise.js";
import type { ModelStatus } from "../../protocol/model.js";

/** A line of the menu behind the status item. */
export interface StatusEntry {
  /** With codicons, `$(name)`. */
  readonly label: string;
  readonly description?: string;
  readonly command: CommandId;
  readonly argument?: number;
}

/** A part of the menu, under its title. */
export interface StatusSection {
  readonly title: string;
  readonly entries: readonly StatusEntry[];
}

/** The menu behind the status item, as things are now. Pure. */
export function statusSections(view: CompletionView, model: ModelStatus): readonly StatusSection[] {
  return [
    { title: t("Completions"), entries: [...switches(view), ...snoozes(view)] },
    {
      title: t("Model"),
      entries: [
        { label: t("$(hubot) Choose model…"), description: loadedText(model), command: "ponder.chooseModel" },
        { label: t("$(cloud-download) Get a model…"), command: "ponder.getModel" },
        ...unloading(model),
        { label: t("$(server-process) Load the model again, on the GPU if there is one"), command: "ponder.tryGpu" },
      ],
    },
    {
      title: "Ponder",
      entries: [
        { label: t("$(comment) Ask…"), command: "ponder.ask" },
        { label: t("$(book) Get started"), command: "ponder.getStarted" },
        { label: t("$(pulse) Run the doctor"), command: "ponder.runDoctor" },
        { label: t("$(output) Show the log"), command: "ponder.showLog" },
        { label: t("$(debug-restart) Restart the language server"), command: "ponder.restart" },
      ],
    },
  ];
}

/** One line on top of the menu: how the last request for a completion went, or what keeps completions away. Pure. */
export function statusPlaceholder(view: CompletionView): string {
  return completionLines(view).join(" · ") || t("No completion was asked for yet");
}

function unloading({ state }: ModelStatus): readonly StatusEntry[] {
  if (state === "ready")
    return [{ label: t("$(debug-disconnect) Take it out of memory"), command: "ponder.unloadModel" }];
  return state === "loading" ? [{ label: t("$(debug-stop) Stop loading"), command: "ponder.unloadModel" }] : [];
}

function switches({ enabled, language }: CompletionView): readonly StatusEntry[] {
  return [
    {
      label: enabled ? t("$(circle-slash) Turn completions off") : t("$(check) Turn completions on"),
      command: "ponder.toggleCompletions",
    },
    ...(language
      ? ([
          {
            label: language.on
              ? t("$(circle-slash) Turn completions off for {0}", language.id)
              : t("$(check) Turn completions on for {0}", language.id),
            command: "ponder.toggleCompletionsForLanguage",
          },
        ] as const)
      : []),
  ];
}

function snoozes({ snoozedUntil }: CompletionView): readonly StatusEntry[] {
  if (snoozedUntil !== undefined)
    return [
      { label: t("$(bell) End the snooze now, not at {0}", timeOfDay(snoozedUntil)), command: "ponder.endSnooze" },
    ];
  return snoozeMinutes.map((minutes) => ({
    label: t("$(bell-slash) Snooze completions for {0} minutes", minutes),
    command: "ponder.snoozeCompletions",
    argument: minutes,
  }));
}
