import { window } from "vscode";
import type { CompletionStatus } from "../../protocol/completion.js";
import { Emitter } from "../emitter.js";
import { Lifetime } from "../lifetime.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { CompletionView } from "./completionView.js";
import type { Snooze } from "./snooze.js";
import { completionsEnabled, completionsInLanguage, onDidChangeSwitches } from "./switches.js";

/** Everything that is known about completions, brought together for the status item, its menu and the tests. */
export class CompletionState {
  readonly #lifetime = new Lifetime();
  readonly #changed = new Emitter<CompletionView>();
  readonly #snooze: Snooze;
  #last: CompletionStatus | undefined;
  #view: CompletionView;

  readonly onDidChange = this.#changed.event;

  constructor(snooze: Snooze) {
    this.#snooze = snooze;
    this.#view = this.#read();
    const look = () => this.#look();
    this.#lifetime.own(snooze.onDidChange(look));
    this.#lifetime.own(onDidChangeSwitches(look));
    this.#lifetime.own(window.onDidChangeActiveTextEditor(look));
  }

  get view(): CompletionView {
    return this.#view;
  }

  /** Notes how a request for a completion went; `undefined`: the server that knew is gone. */
  note(status: CompletionStatus | undefined): void {
    this.#last = status;
    this.#look();
  }

  dispose(): Promise<void> {
    return this.#lifetime.dispose();
  }

  #look(): void {
    this.#view = this.#read();
    this.#changed.fire(this.#view);
  }

  #read(): CompletionView {
    const document = window.activeTextEditor?.document;
    const shown = document && isSupportedScheme(document.uri.scheme) ? document : undefined;
    return {
      enabled: completionsEnabled(shown),
      ...(shown && { language: { id: shown.languageId, on: completionsInLanguage(shown) } }),
      ...(this.#snooze.until !== undefined && { snoozedUntil: this.#snooze.until }),
      ...(this.#last && { last: this.#last }),
    };
  }
}
