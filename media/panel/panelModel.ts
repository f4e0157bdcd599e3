import type { HostMessage } from "../../protocol/panel/messages.js";
import { reducePanel, type PanelAction } from "../../protocol/panel/reduce.js";
import type { PanelState } from "../../protocol/panel/state.js";
import { announcement } from "./announcement.js";
import { TurnTexts } from "./text/turnTexts.js";

/**
 * The view's copy of the panel's state. Only messages of the host change it, through the same reducer that the host
 * runs.
 */
export class PanelModel {
  #state: PanelState | undefined;
  #announcement = "";
  #clockDifference: number | undefined;
  /** The texts of the turns, as they are shown. */
  readonly texts = new TurnTexts();

  /** `undefined` until the first snapshot. */
  get state(): PanelState | undefined {
    return this.#state;
  }

  /** What a screen reader should say now; changes with the state of the last turn, never with tokens. */
  get announcement(): string {
    return this.#announcement;
  }

  /**
   * Takes in a snapshot or actions. Actions before the first snapshot are skipped: the snapshot holds them.
   *
   * @param now the view's clock, in milliseconds since the epoch.
   */
  receive(message: Extract<HostMessage, { type: "snapshot" | "actions" }>, now: number): void {
    if (message.type === "snapshot") {
      this.#state = message.state;
      this.texts.clear();
      return;
    }
    const before = this.#state;
    if (!before) return;
    for (const action of message.actions) this.#compareClocks(action, now);
    this.#state = message.actions.reduce(reducePanel, before);
    this.texts.follow(this.#state.turns, message.actions);
    this.#announcement = announcement(before, this.#state) ?? this.#announcement;
  }

  /** The host's clock, in milliseconds since the epoch. It may be another machine's (Remote-SSH). */
  hostTime(now: number): number {
    return now - (this.#clockDifference ?? 0);
  }

  /** The quickest message tells the difference best: what it took on its way counts as difference. */
  #compareClocks(action: PanelAction, now: number): void {
    if (action.type !== "turnEvent") return;
    this.#clockDifference = Math.min(this.#clockDifference ?? Infinity, now - action.at);
  }
}
