import type { HostMessage } from "../../protocol/panel/messages.js";
import { countForOnePost, cutLongTexts } from "../../protocol/panel/longTexts.js";
import { reducePanel, type PanelAction } from "../../protocol/panel/reduce.js";
import { emptyPanelState, type PanelState } from "../../protocol/panel/state.js";
import { Emitter } from "../emitter.js";
import type { Owned } from "../lifetime.js";
import { mergeActions } from "./mergeActions.js";

/** Shortest time between two posts to the view, in milliseconds: one per frame of a 30 Hz display. */
export const postIntervalMs = 33;

/**
 * The one owner of what the panel shows. A view that is attached gets a snapshot, then every action, in order. Of very
 * long texts the snapshot has the beginnings; what completes them are the first actions, each a post of its own.
 */
export class PanelStore {
  readonly #changed = new Emitter<PanelState>();
  #state: PanelState = emptyPanelState;
  #post: ((message: HostMessage) => void) | undefined;
  #waiting: PanelAction[] = [];
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChange = this.#changed.event;

  get state(): PanelState {
    return this.#state;
  }

  dispatch(action: PanelAction): void {
    this.#state = reducePanel(this.#state, action);
    if (this.#post) {
      if (action.type === "conversationOpened") {
        const { turns, rest } = cutLongTexts(action.turns);
        this.#waiting.push({ ...action, turns }, ...rest);
      } else this.#waiting.push(action);
      this.#flushSoon();
    }
    this.#changed.fire(this.#state);
  }

  /** Gives `post` a snapshot and then what changes. One view at a time; the result detaches it. */
  attach(post: (message: HostMessage) => void): Owned {
    this.#detach();
    this.#post = post;
    const { turns, rest } = cutLongTexts(this.#state.turns);
    post({ type: "snapshot", state: { ...this.#state, turns } });
    this.#waiting.push(...rest);
    this.#flushSoon();
    return {
      dispose: () => {
        if (this.#post === post) this.#detach();
      },
    };
  }

  dispose(): void {
    this.#detach();
  }

  #detach(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#post = undefined;
  }

  #flushSoon(): void {
    if (this.#waiting.length > 0) this.#timer ??= setTimeout(() => this.#flush(), postIntervalMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const actions = mergeActions(this.#waiting);
    const count = countForOnePost(actions);
    this.#waiting = actions.slice(count);
    this.#post?.({ type: "actions", actions: actions.slice(0, count) });
    this.#flushSoon();
  }
}
