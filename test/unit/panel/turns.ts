import type { ModelInfo } from "../../../protocol/model.js";
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

export const demoModel: ModelInfo = {
  name: "Ponder Demo",
  path: "/ponder/models/demo/ponder-demo.gguf",
  isDemo: true,
  bytes: 3_775_712,
  parameters: 3_478_784,
  contextSize: 4096,
  device: "CPU",
  gpuLayers: 0,
  threads: 1,
  canChat: true,
  canComplete: true,
};
