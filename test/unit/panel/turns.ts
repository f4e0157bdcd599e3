import type { Turn } from "../../../protocol/panel/state.js";

/** A turn that was just added, with what a test says instead. */
export function turn(change: Partial<Turn> = {}): Turn {
  return {
    id: "t1",
    command: "ask",
    question: "Why?",
    context: [],
    status: "waiting",
    thought: { text: "", closed: false },
    answer: "",
    ...change,
  };
}
