import type { ContextEvent } from "./events.js";
import { t } from "./localise.js";

/** What of the conversation the model does not see any more, or `undefined` when it sees all of it. */
export function leftOutText(use: Pick<ContextEvent, "leftOutTurns" | "leftOutFiles"> | undefined): string | undefined {
  const turns = use?.leftOutTurns ?? 0;
  const files = use?.leftOutFiles ?? 0;
  if (turns > 0 && files > 0)
    return t("{0} earlier turns and the files of {1} more are left out", count(turns), count(files));
  if (files > 0)
    return files === 1
      ? t("The files of 1 earlier turn are left out")
      : t("The files of {0} earlier turns are left out", count(files));
  if (turns === 0) return undefined;
  return turns === 1 ? t("1 earlier turn is left out") : t("{0} earlier turns are left out", count(turns));
}

const count = (value: number): string => value.toLocaleString("en-US");
