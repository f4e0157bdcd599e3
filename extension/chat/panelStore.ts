import type { HostMessage } from "../../protocol/panel/messages.js";
import { reducePanel, type PanelAction } from "../../protocol/panel/reduce.js";
import { emptyPanelState, type PanelState } from "../../protocol/panel/state.js";
import { Emitter } from "../emitter.js";
import type { Owned } from "../lifetime.js";
import { mergeActions } from "./mergeActions.js";

/** Shortest time between two posts to the view, in milliseconds: one per frame of a 30 Hz display. */
export const postIntervalMs = 33;

/** The one owner of what the panel shows. A view that is attached gets a snapshot, then every action, in order. */
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
      this.#waiting.push(action);
      this.#timer ??= setTimeout(() => this.#flush(), postIntervalMs);
    }
    this.#changed.fire(this.#state);
  }

  /** Gives `post` a snapshot and then what changes. One view at a time; the result detaches it. */
  attach(post: (message: HostMessage) => void): Owned {
    this.#detach();
    this.#post = post;
    post({ type: "snapshot", state: this.#state });
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

  #flush(): void {
    this.#timer = undefined;
    const actions = mergeActions(this.#waiting);
    this.#waiting = [];
    this.#post?.({ type: "actions", actions });
  }
}
