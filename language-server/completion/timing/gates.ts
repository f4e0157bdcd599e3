import { isLanguageOn, type Settings } from "../../../protocol/settings.js";
import type { IgnoreReason } from "../../../protocol/context.js";
import type { CursorContext } from "../cursorContext.js";
import type { Reason } from "../reasons.js";

/** The settings that decide whether there are completions. */
export type CompletionSettings = Pick<
  Settings,
  "completion.enabled" | "completion.languages" | "completion.inComments" | "completion.onBattery"
>;

/** What the gates look at. */
export interface GateInput {
  /** The user asked for it: then most gates are open. */
  readonly invoked: boolean;
  readonly settings: CompletionSettings;
  readonly languageId: string;
  /** The document, as long as it is. */
  readonly text: string;
  readonly cursor: CursorContext;
  /** Why the file must not be completed, if so. */
  readonly ignored: IgnoreReason | false;
  readonly snoozed: boolean;
  readonly onBattery: boolean;
  /** Costs something, so it is asked only where the answer counts. */
  readonly inComment: () => boolean;
}

/** Letters that a document has to have before anything can be guessed from it. Copilot asks for the same number. */
const minLetters = 10;

/** What may stand behind the caret: closers and one sign that ends a piece of code (Copilot's rule for the middle of a line). */
const onlyClosers = /^\s*[)>}\]"'`]*\s*[:{;,]?\s*$/;

/**
 * Why there is no completion at a place, seen before any work is done for it; undefined where there may be one.
 */
export function closedGate(input: GateInput): Reason | undefined {
  const { cursor, invoked, settings, text } = input;
  if (input.ignored !== false) return input.ignored;
  if (text.trim() === "") return "emptyDocument";
  if (invoked) return undefined;
  if (!settings["completion.enabled"]) return "disabled";
  if (!isLanguageOn(settings["completion.languages"], input.languageId)) return "languageOff";
  if (input.snoozed) return "snoozed";
  if (!settings["completion.onBattery"] && input.onBattery) return "onBattery";
  const closed = closedPlace(text, cursor);
  if (closed !== undefined) return closed;
  if (!settings["completion.inComments"] && input.inComment()) return "inComment";
  return undefined;
}

/** Why there is no completion by itself at a place, whatever the settings say: seen from what stands around the caret. */
export function closedPlace(text: string, { after }: Pick<CursorContext, "after">): Reason | undefined {
  if (text.length < 4 * minLetters && text.replace(/\s+/g, "").length < minLetters) return "documentTooSmall";
  if (/^[\p{L}\p{N}_$]/u.test(after)) return "insideWord";
  return onlyClosers.test(after) ? undefined : "midLine";
}
