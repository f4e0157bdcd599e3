import type { CompletionStatus } from "../../protocol/completion.js";
import { t } from "../../protocol/localise.js";

/** What the user is told about completions at this moment. */
export interface CompletionView {
  /** Whether completions come while typing, all languages taken together. */
  readonly enabled: boolean;
  /** The language of the active editor, and whether completions come in it; absent: there is no editor. */
  readonly language?: { readonly id: string; readonly on: boolean };
  /** End of the snooze in milliseconds since 1970. */
  readonly snoozedUntil?: number;
  /** How the last request went; absent until there was one. */
  readonly last?: CompletionStatus;
}

/** The time of day of an end of a snooze, as the user's locale writes it. */
export function timeOfDay(ms: number): string {
  return new Date(ms).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
}

/** What there is to say about completions, one thing per line. Pure. */
export function completionLines({ enabled, language, snoozedUntil, last }: CompletionView): readonly string[] {
  return [
    ...(enabled ? [] : [t("Completions are switched off")]),
    ...(enabled && language?.on === false ? [t("Completions are switched off for {0}", language.id)] : []),
    ...(snoozedUntil === undefined ? [] : [t("Completions are snoozed until {0}", timeOfDay(snoozedUntil))]),
    ...(last?.automaticOff === undefined ? [] : [t("Completions on demand only: {0}", last.automaticOff)]),
    ...(last ? [lastLine(last)] : []),
  ];
}

function lastLine({ outcome, text, latencyMs, tokensPerSecond }: CompletionStatus): string {
  if (latencyMs === undefined) return t("No suggestion: {0} ({1})", text, outcome);
  const speed = tokensPerSecond === undefined ? "" : ` · ${t("{0} tokens/s", tokensPerSecond.toFixed(0))}`;
  return t("Last suggestion: {0} · {1} ({2})", `${latencyMs.toFixed(0)} ms${speed}`, text, outcome);
}
