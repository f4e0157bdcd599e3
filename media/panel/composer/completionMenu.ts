import type { Suggestion, ViewMessage } from "../../../protocol/panel/messages.js";
import type { SlashName } from "../../../protocol/panel/slash.js";
import { menuItems, mentionQuery, type MenuItem, type MentionQuery } from "./menuItems.js";
import { triggerAt, type Trigger } from "./trigger.js";

/** The menu as it is drawn. */
export interface OpenMenu {
  readonly items: readonly MenuItem[];
  /** The row that Enter takes. */
  readonly active: number;
}

/** The question field after a choice. */
export interface Completed {
  readonly text: string;
  readonly caret: number;
}

/** Completes commands and mentions in the question field. Keeps what is open; draws nothing itself. */
export class CompletionMenu {
  readonly #post: (message: ViewMessage) => void;
  readonly #redraw: () => void;
  #text = "";
  #trigger: Trigger | undefined;
  /** A menu that was closed stays so until something else is being written. */
  #closedAt: number | undefined;
  #slash: readonly SlashName[] = [];
  #asked: MentionQuery | undefined;
  #suggestions: readonly Suggestion[] = [];
  #request = 0;
  /** One question to the host at a time: it is slower than the fingers. */
  #isWaiting = false;
  #active = 0;

  constructor(post: (message: ViewMessage) => void, redraw: () => void) {
    this.#post = post;
    this.#redraw = redraw;
  }

  /** `undefined`: there is none. */
  get open(): OpenMenu | undefined {
    if (!this.#trigger) return undefined;
    const items = menuItems(this.#trigger, this.#slash, this.#asked, this.#suggestions);
    return items.length === 0 ? undefined : { items, active: Math.min(this.#active, items.length - 1) };
  }

  /** The text or the caret is another one. */
  update(text: string, caret: number, slash: readonly SlashName[]): void {
    const trigger = triggerAt(text, caret);
    if (trigger?.start !== this.#closedAt) this.#closedAt = undefined;
    const isSame = trigger?.start === this.#trigger?.start && trigger?.query === this.#trigger?.query;
    this.#text = text;
    this.#slash = slash;
    this.#trigger = this.#closedAt === undefined ? trigger : undefined;
    if (isSame) return;
    this.#active = 0;
    this.#ask();
    this.#redraw();
  }

  /** The host's answer. One to an earlier question is out of date. */
  take(request: number, items: readonly Suggestion[]): void {
    this.#isWaiting = false;
    if (request !== this.#request) return;
    const query = this.#trigger && mentionQuery(this.#trigger);
    if (query?.target === this.#asked?.target) this.#suggestions = items;
    this.#ask();
    this.#redraw();
  }

  /** Goes to another row, round and round. */
  move(by: 1 | -1): void {
    const { open } = this;
    if (!open) return;
    this.#active = (open.active + by + open.items.length) % open.items.length;
    this.#redraw();
  }

  /** @returns the text with the row in it; `undefined`: there is no such row. */
  choose(index = this.open?.active): Completed | undefined {
    const item = index === undefined ? undefined : this.open?.items[index];
    const trigger = this.#trigger;
    if (!item || !trigger) return undefined;
    const head = this.#text.slice(0, trigger.start) + item.insert;
    return {
      text: head + this.#text.slice(trigger.end).replace(/^ /, item.insert.endsWith(" ") ? "" : " "),
      caret: head.length,
    };
  }

  /** @returns whether there was one. */
  close(): boolean {
    if (!this.open) return false;
    this.#closedAt = this.#trigger?.start;
    this.#trigger = undefined;
    this.#redraw();
    return true;
  }

  #ask(): void {
    const query = this.#trigger && mentionQuery(this.#trigger);
    if (query?.target !== this.#asked?.target || !query) this.#suggestions = [];
    if (!query) {
      this.#asked = undefined;
      return;
    }
    const isKnown = query.target === this.#asked?.target && query.query === this.#asked.query;
    if (isKnown || this.#isWaiting) return;
    this.#asked = query;
    this.#isWaiting = true;
    this.#post({ type: "suggest", request: ++this.#request, ...query });
  }
}
