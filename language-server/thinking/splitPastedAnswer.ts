import { findMarker, markerAt } from "./markers.js";
import { splitThinking, type SplitOutput } from "./splitThinking.js";
import { thoughtForms, type ThoughtForm } from "./thoughtForms.js";

/**
 * Splits an answer of which nobody knows which model wrote it, nor whether it still carries its thought. In doubt it is
 * a thought: what comes before a closing marker of any family is never taken for an answer.
 */
export function splitPastedAnswer(output: string): SplitOutput {
  for (const form of Object.values<ThoughtForm>(thoughtForms)) {
    const closes = findMarker(`${output}\n`, form.closing, "")?.length !== undefined;
    if (closes || opens(output, form)) return splitThinking(output, "thought", form);
  }
  return { thinking: "", answer: output };
}

/** Whether a text begins with a thought, in the form of any family. */
export function beginsWithThought(text: string): boolean {
  return Object.values<ThoughtForm>(thoughtForms).some((form) => opens(text, form));
}

function opens(text: string, { opening }: ThoughtForm): boolean {
  return markerAt(text.trimStart(), 0, opening)?.length !== undefined;
}
