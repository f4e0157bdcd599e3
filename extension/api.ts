import type { NextEdit } from "../protocol/nextEdit.js";
import type { PanelState } from "../protocol/panel/state.js";
import type { Elsewhere } from "./chat/elsewhere.js";
import type { CompletionView } from "./completion/completionView.js";
import type { Listen } from "./emitter.js";

/** What `activate` returns: enough for tests and measurements to see what happens, and nothing to change it by. */
export interface PonderApi {
  /** CPU time of the extension host while `activate` ran, in milliseconds: whatever else the machine does. */
  readonly activationMs: number;
  panelState(): PanelState;
  readonly onDidChangePanelState: Listen<PanelState>;
  /** What the status item tells about completions. */
  completions(): CompletionView;
  readonly onDidChangeCompletions: Listen<CompletionView>;
  /** `@ponder` and the model for other extensions, where the editor has a place for them. */
  elsewhere(): Elsewhere;
  /** The next edit that is proposed. */
  nextEdit(): NextEdit | undefined;
  readonly onDidChangeNextEdit: Listen<NextEdit | undefined>;
  /** Process of the language server while one runs. */
  serverPid(): number | undefined;
}
