import path from "node:path";
import type { Finding } from "../../protocol/health.js";
import type { ModelInfo } from "../../protocol/model.js";
import type { SettingKey, Settings } from "../../protocol/settings.js";
import { backendsOf } from "./backends.js";

/** What the settings are judged by. */
export interface SettingsFacts {
  readonly values: Settings;
  /** Those whose value is not allowed. */
  readonly refused: readonly SettingKey[];
  readonly platform: string;
  readonly arch: string;
  /** Logical processors. */
  readonly processors: number;
  /** Absent: it was not loaded. */
  readonly model?: Pick<ModelInfo, "contextSize">;
}

/** Settings that look wrong, each with the way to it; else one line that says that none does. Pure. */
export function settingsFindings(facts: SettingsFacts): readonly Finding[] {
  const wrong = [...facts.refused.map(notAllowed), ...doubts(facts)];
  return wrong.length > 0 ? wrong : [{ group: "settings", name: "Settings", state: "ok", detail: "none looks wrong" }];
}

const about = (key: SettingKey, state: Finding["state"], detail: string): Finding => ({
  group: "settings",
  name: `ponder.${key}`,
  state,
  detail,
  fix: { setting: `ponder.${key}` },
});

const notAllowed = (key: SettingKey): Finding =>
  about(key, "failed", "the value is not allowed, so the default is used");

function doubts({ values, platform, arch, processors, model }: SettingsFacts): readonly Finding[] {
  const found: Finding[] = [];
  const note = (key: SettingKey, detail: string) => found.push(about(key, "note", detail));
  const chat = values["model.path"].trim();
  for (const key of ["model.path", "model.draft", "completion.model"] as const) {
    const file = values[key].trim();
    if (file === "") continue;
    if (!path.isAbsolute(file)) note(key, "the path does not begin at the root of the disk");
    else if (!file.toLowerCase().endsWith(".gguf")) note(key, "the name of the file does not end with .gguf");
    if (key === "model.draft" && file === chat) note(key, "it is the model itself, so its guesses cost what they save");
  }
  const { "engine.gpu": gpu, "engine.threads": threads, "model.contextSize": context } = values;
  if (gpu !== "auto" && gpu !== "cpu" && !backendsOf(platform, arch).includes(gpu))
    note("engine.gpu", `${gpu} cannot work on ${platform} ${arch}, so the processor computes`);
  if (threads > processors)
    note("engine.threads", `${String(threads)} threads on ${String(processors)} processors make everything slower`);
  if (values["engine.kvCache"] !== "f16" && values["engine.flashAttention"] === "off")
    note("engine.kvCache", "only half of the cache is quantised while ponder.engine.flashAttention is off");
  if (model !== undefined && context > model.contextSize)
    note("model.contextSize", `${String(context)} tokens are asked for, and ${String(model.contextSize)} are used`);
  return found;
}
