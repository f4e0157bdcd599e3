import type { LanguageRules } from "../syntax/languageRules.js";
import { scan } from "../syntax/scan.js";

/** A longer argument is not seen at a glance. */
const longest = 60;

/** The first argument of what a model wrote between the brackets of a call; undefined: there is none worth showing. */
export function argumentOf(written: string, rules: LanguageRules): string | undefined {
  const line = written.split("\n", 1)[0] ?? "";
  let end = scan(line, rules).unmatched[0]?.at ?? line.length;
  for (let at = line.indexOf(","); at >= 0 && at < end; at = line.indexOf(",", at + 1))
    if (scan(line.slice(0, at), rules).open.length === 0) end = at;
  const argument = line.slice(0, end).trim().replace(/;$/, "");
  const { open, unmatched, comment } = scan(argument, rules);
  const isWhole = open.length === 0 && unmatched.length === 0 && comment === undefined;
  return argument !== "" && argument.length <= longest && isWhole ? argument : undefined;
}
