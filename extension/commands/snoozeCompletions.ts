import { l10n, window } from "vscode";
import { snoozeMinutes, type Snooze } from "../completion/snooze.js";

/** A day: what a keybinding may ask for at most, in minutes. */
const maxMinutes = 1_440;

/**
 * Begins a snooze.
 *
 * @param argument minutes, from a keybinding or the menu; else the user is asked.
 */
export async function snoozeCompletions(snooze: Snooze, argument: unknown): Promise<void> {
  const minutes = typeof argument === "number" && argument > 0 ? Math.min(argument, maxMinutes) : await ask();
  if (minutes !== undefined) snooze.begin(minutes);
}

async function ask(): Promise<number | undefined> {
  const choices = snoozeMinutes.map((minutes) => ({ label: l10n.t("{0} minutes", minutes), minutes }));
  const choice = await window.showQuickPick(choices, {
    title: l10n.t("Ponder: snooze completions"),
    placeHolder: l10n.t("For how long shall no completion come by itself?"),
  });
  return choice?.minutes;
}
