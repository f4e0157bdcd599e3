import { t } from "../../../protocol/localise.js";
import type { ConversationHead } from "./savedConversation.js";

/** A row of the history, or the line above some. */
export type HistoryItem =
  | { readonly group: string }
  | { readonly id: string; readonly title: string; readonly detail: string; readonly isOpen: boolean };

const dayMs = 86_400_000;

/**
 * The history as it is listed: the newest first, under the days they were touched last. Pure.
 *
 * @param now in milliseconds since the epoch.
 * @param locale of the dates; default: the system's.
 */
export function historyItems(
  heads: readonly ConversationHead[],
  openId: string,
  now: number,
  locale?: string,
): readonly HistoryItem[] {
  const items: HistoryItem[] = [];
  let last: string | undefined;
  for (const { id, title, updatedAt, branchOf } of heads) {
    const group = groupOf(updatedAt, now);
    if (group !== last) items.push({ group });
    last = group;
    const date = new Date(updatedAt).toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" });
    items.push({ id, title, detail: branchOf === undefined ? date : t("{0} · branch", date), isOpen: id === openId });
  }
  return items;
}

function groupOf(at: number, now: number): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  if (at >= midnight) return t("Today");
  if (at >= midnight - dayMs) return t("Yesterday");
  return at >= midnight - 6 * dayMs ? t("Last 7 Days") : t("Older");
}
