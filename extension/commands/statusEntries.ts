import { completionLines, timeOfDay, type CompletionView } from "../completion/completionView.js";
import { snoozeMinutes } from "../completion/snooze.js";
import type { CommandId } from "./commandIds.js";

/** A line of the menu behind the status item. */
export interface StatusEntry {
  /** With codicons, `$(name)`. */
  readonly label: string;
  readonly command: CommandId;
  readonly argument?: number;
}

/** A part of the menu, under its title. */
export interface StatusSection {
  readonly title: string;
  readonly entries: readonly StatusEntry[];
}

/** The menu behind the status item, as things are now. Pure. */
export function statusSections(view: CompletionView): readonly StatusSection[] {
  return [
    { title: "Completions", entries: [...switches(view), ...snoozes(view)] },
    {
      title: "Model",
      entries: [
        { label: "$(hubot) Choose model…", command: "ponder.chooseModel" },
        { label: "$(server-process) Load the model again, on the GPU if there is one", command: "ponder.tryGpu" },
      ],
    },
    {
      title: "Ponder",
      entries: [
        { label: "$(comment) Ask…", command: "ponder.ask" },
        { label: "$(pulse) Run the doctor", command: "ponder.runDoctor" },
        { label: "$(output) Show the log", command: "ponder.showLog" },
        { label: "$(debug-restart) Restart the language server", command: "ponder.restart" },
      ],
    },
  ];
}

/** One line on top of the menu: how the last request for a completion went, or what keeps completions away. Pure. */
export function statusPlaceholder(view: CompletionView): string {
  return completionLines(view).join(" · ") || "No completion was asked for yet";
}

function switches({ enabled, language }: CompletionView): readonly StatusEntry[] {
  return [
    {
      label: enabled ? "$(circle-slash) Turn completions off" : "$(check) Turn completions on",
      command: "ponder.toggleCompletions",
    },
    ...(language
      ? ([
          {
            label: language.on
              ? `$(circle-slash) Turn completions off for ${language.id}`
              : `$(check) Turn completions on for ${language.id}`,
            command: "ponder.toggleCompletionsForLanguage",
          },
        ] as const)
      : []),
  ];
}

function snoozes({ snoozedUntil }: CompletionView): readonly StatusEntry[] {
  if (snoozedUntil !== undefined)
    return [{ label: `$(bell) End the snooze now, not at ${timeOfDay(snoozedUntil)}`, command: "ponder.endSnooze" }];
  return snoozeMinutes.map((minutes) => ({
    label: `$(bell-slash) Snooze completions for ${minutes} minutes`,
    command: "ponder.snoozeCompletions",
    argument: minutes,
  }));
}
