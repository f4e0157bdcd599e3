import type { PanelAction } from "../../protocol/panel/reduce.js";

/**
 * Joins the pieces of text that came since the last frame: a fast model sends hundreds of tokens a second, the view
 * needs one change. Reducing the result gives the same state as reducing `actions`. Pure.
 */
export function mergeActions(actions: readonly PanelAction[]): readonly PanelAction[] {
  const merged: PanelAction[] = [];
  for (const action of actions) {
    const last = merged.at(-1);
    const joined = last && join(last, action);
    if (joined) merged[merged.length - 1] = joined;
    else merged.push(action);
  }
  return merged;
}

function join(a: PanelAction, b: PanelAction): PanelAction | undefined {
  if (a.type !== "turnEvent" || b.type !== "turnEvent" || a.turnId !== b.turnId) return undefined;
  const { event: first } = a;
  const { event: second } = b;
  if (first.type === "thinking" && second.type === "thinking") {
    return { ...a, event: { ...first, ...second, text: first.text + second.text } };
  }
  if (first.type === "answer" && second.type === "answer") {
    return { ...a, event: { type: "answer", text: first.text + second.text } };
  }
  return undefined;
}
