import { thinkingEfforts, type ThinkingEffort } from "../../protocol/settings.js";
import type { Fields } from "./fields.js";

export function readEffort(fields: Fields): { readonly effort?: ThinkingEffort } {
  return fields.get("effort") === undefined ? {} : { effort: fields.oneOf("effort", thinkingEfforts) };
}
