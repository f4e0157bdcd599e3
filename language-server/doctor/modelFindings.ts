import type { Finding } from "../../protocol/health.js";
import type { ModelInfo } from "../../protocol/model.js";
import type { LoadedModel } from "../engine/engine.js";

/** What is known of the loaded model: its file, its header, what it can do, and where it runs. Pure. */
export function modelFindings(
  info: ModelInfo,
  loaded: Pick<LoadedModel, "architecture"> | undefined,
  memoryBytes: number | undefined,
): readonly Finding[] {
  const ok = (name: string, detail: string): Finding => ({ group: "model", name, state: "ok", detail });
  const where = info.gpuLayers > 0 ? `${info.device}, ${String(info.gpuLayers)} layers` : "the processor";
  return [
    info.isDemo
      ? {
          ...ok("Model", `${info.name}: the tiny demo, which is no model for work`),
          state: "note",
          fix: { command: "getModel" },
        }
      : ok("Model", info.name),
    ok("File", `${info.path}, ${megabytes(info.bytes)}`),
    ok("SHA-256", info.sha256 === undefined ? "not known" : `${info.sha256}, as recorded`),
    ok("Header", header(info, loaded)),
    ok("Abilities", abilities(info)),
    info.notice === undefined
      ? ok("Runs on", `${where}, ${String(info.threads)} thread(s)`)
      : {
          ...ok("Runs on", `${where}, ${String(info.threads)} thread(s). ${info.notice.text}`),
          state: "note",
          ...(info.notice.retryGpu && { fix: { command: "tryGpu" } }),
        },
    ...(info.completionModel === undefined
      ? []
      : [ok("Completes with", `${info.completionModel.name} (${info.completionModel.path})`)]),
    ok("Memory", memory(memoryBytes, info.vramBytes)),
  ];
}

function header(info: ModelInfo, loaded: Pick<LoadedModel, "architecture"> | undefined): string {
  const bits = (info.bytes * 8) / Math.max(1, info.parameters);
  return [
    ...(loaded === undefined ? [] : [loaded.architecture]),
    `${(info.parameters / 1e6).toFixed(1)} million parameters`,
    `${bits.toFixed(1)} bits each`,
    `${String(info.contextSize)} tokens of context`,
  ].join(", ");
}

function abilities({ canChat, canThink, canComplete, chatForm }: ModelInfo): string {
  const form = chatForm === undefined ? "" : ` (form ${chatForm})`;
  return [
    canChat ? `chats${form}` : "does not chat",
    canThink ? "thinks" : "does not think",
    canComplete ? "completes" : "does not complete",
  ].join(", ");
}

function memory(bytes: number | undefined, vramBytes: number | undefined): string {
  if (bytes === undefined) return "not measured yet";
  const graphics = vramBytes === undefined ? "" : `, ${megabytes(vramBytes)} of graphics memory`;
  return `${megabytes(bytes)} in the engine process, the model's file included${graphics}`;
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
