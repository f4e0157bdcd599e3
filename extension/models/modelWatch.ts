import type { ModelStatus } from "../../protocol/model.js";
import type { PanelState } from "../../protocol/panel/state.js";
import type { Listen } from "../emitter.js";

/** The model as it is now, and when that changes. */
export interface ModelWatch {
  readonly status: ModelStatus;
  readonly onDidChange: Listen<ModelStatus>;
}

/** Watches the model in the state of the panel, which changes with each piece of an answer. */
export function watchModel(store: {
  readonly state: Pick<PanelState, "model">;
  readonly onDidChange: Listen<PanelState>;
}): ModelWatch {
  return {
    get status() {
      return store.state.model;
    },
    onDidChange: (listener) => {
      let last = store.state.model;
      return store.onDidChange(({ model }) => {
        if (model === last) return;
        last = model;
        listener(model);
      });
    },
  };
}
