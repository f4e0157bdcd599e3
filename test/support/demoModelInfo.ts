import type { ModelInfo } from "../../protocol/model.js";

/** The demo model as the server describes it. */
export const demoModelInfo: ModelInfo = {
  name: "Ponder Demo",
  path: "/ponder/models/demo/ponder-demo.gguf",
  isDemo: true,
  bytes: 3_775_712,
  parameters: 3_478_784,
  architecture: "qwen2",
  quantisation: "Q8_0",
  trainContext: 4096,
  contextSize: 4096,
  device: "CPU",
  gpuLayers: 0,
  layers: 9,
  threads: 1,
  canChat: true,
  chatForm: "DeepSeek-R1",
  canThink: true,
  thoughtMarker: "<think>",
  canComplete: true,
  holeForm: "qwen",
};
