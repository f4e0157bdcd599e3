import type { VscodeTextfield } from "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { render } from "lit";
import type { HostMessage } from "../../protocol/panel/messages.js";
import type { Turn } from "../../protocol/panel/state.js";
import { ComposerState } from "./composer/composerState.js";
import { listenToDrops } from "./composer/dropFiles.js";
import { Drawing } from "./drawing.js";
import { Pages } from "./pages/pages.js";
import { PanelModel } from "./panelModel.js";
import { ScrollKeeper } from "./scrollKeeper.js";
import { isRunning, isThinking } from "./text/turnText.js";
import { findInSteps } from "./thought/findInSteps.js";
import { markMatches, revealMatch, unmarkMatches } from "./thought/showMatches.js";
import { placeIn } from "./placeIn.js";
import { readUiState, withoutOldFolds, type ThoughtFind, type UiState } from "./uiState.js";
import { panelTemplate } from "./views/panelTemplate.js";
import type { Host } from "./vscodeApi.js";

/** How often the running clock of a thought is drawn, in milliseconds. */
const clockMs = 100;
/**
 * How long a frame may take texts apart, and until when in it pages are drawn, in milliseconds. What is drawn takes the
 * browser about three times as long afterwards (style, layout, paint), in the same task.
 */
const textMs = 3;
const pagesMs = 6;

/** The panel in a page: takes the host's messages, draws at most once per frame, and keeps the view's own state. */
export class PanelView {
  readonly #host: Host;
  readonly #root: HTMLElement;
  readonly #model = new PanelModel();
  readonly #drawing = new Drawing(() => this.#draw());
  readonly #pages = new Pages(() => this.#drawing.schedule());
  readonly #scroll: ScrollKeeper;
  readonly #composer: ComposerState;
  #ui: UiState;
  #clock: number | undefined;
  #wantsFocus = false;
  #isRestored = false;
  #turnCount = 0;
  /** The search as it was when it was drawn last. */
  #shownFind: ThoughtFind | undefined;
  /** The turn whose question is being edited. */
  #editedTurn: string | undefined;

  constructor(host: Host, root: HTMLElement) {
    this.#host = host;
    this.#root = root;
    this.#ui = readUiState(host.loadUi());
    this.#composer = new ComposerState(host.post, () => this.#drawing.soon());
    this.#composer.draft.now(this.#ui.draft);
    listenToDrops(root, host.post);
    this.#scroll = new ScrollKeeper(root, (element, atEnd) => {
      if (!element.matches(".conversation") || !this.#isRestored) return;
      const scroll = atEnd ? ({ atEnd } as const) : placeIn(element);
      if (scroll) this.#keepUi((ui) => ({ ...ui, scroll }));
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#model.state?.turns.some(isRunning)) host.post({ type: "stop" });
    });
  }

  receive(message: HostMessage): void {
    if (message.type === "suggestions") this.#composer.receive(message);
    else if (message.type === "focus") this.#wantsFocus = true;
    else this.#model.receive(message, Date.now());
    this.#drawing.schedule();
  }

  /** @returns whether there is more to draw. */
  #draw(): boolean {
    const { state, announcement, texts } = this.#model;
    if (!state) return false;
    const start = performance.now();
    const hasMoreText = texts.advance(start + textMs);
    const view = {
      ui: this.#ui,
      texts,
      pages: this.#pages,
      display: state.display,
      now: this.#model.hostTime(Date.now()),
      post: this.#host.post,
      composer: this.#composer,
      changeUi: (change: (ui: UiState) => UiState) => {
        this.#keepUi(change);
        this.#drawing.soon();
      },
    };
    render(panelTemplate(state, announcement, view), this.#root);
    const hasMorePages = this.#pages.draw(start + pagesMs);
    this.#placeScroll(state.turns.length);
    this.#showFind(state.turns);
    if (this.#wantsFocus) this.#root.querySelector<HTMLElement>("#composer")?.focus();
    this.#wantsFocus = false;
    this.#focusEditor();
    this.#runClock(state.turns.some(isThinking));
    return hasMoreText || hasMorePages;
  }

  /** The editor of a question gets the caret when it appears; when it is gone, the question field has it. */
  #focusEditor(): void {
    const turnId = this.#ui.editing?.turnId;
    if (turnId === this.#editedTurn) return;
    this.#editedTurn = turnId;
    if (turnId !== undefined) this.#pages.drawNow(this.#turnElement(turnId));
    const selector = turnId === undefined ? "#composer" : ".question-editor textarea";
    this.#root.querySelector<HTMLElement>(selector)?.focus();
  }

  /** Marks what is searched for in a thought; a new match comes into sight, and a new search gets the caret. */
  #showFind(turns: readonly Turn[]): void {
    const { find } = this.#ui;
    const before = this.#shownFind;
    if (!find && !before) return;
    this.#shownFind = find;
    const turn = find && turns.find(({ id }) => id === find.turnId);
    const element = find ? this.#turnElement(find.turnId) : null;
    if (find !== before) this.#pages.drawNow(element);
    const block = element?.querySelector(".thought-block");
    if (!find || !turn || !block) {
      unmarkMatches();
      return;
    }
    const { thought } = this.#model.texts.of(turn);
    const shown = { block, thought, pages: this.#pages };
    const matches = findInSteps(thought.steps, find.text);
    const current = matches[find.at % matches.length];
    if (current && find !== before) revealMatch(shown, current);
    markMatches(shown, matches, current);
    if (find.turnId !== before?.turnId) void focusField(block.querySelector<VscodeTextfield>(".find-text"));
  }

  #turnElement(turnId: string): Element | null {
    return this.#root.querySelector(`[data-turn-id="${CSS.escape(turnId)}"]`);
  }

  #placeScroll(turnCount: number): void {
    for (const element of this.#root.querySelectorAll(".thought.live .thought-text")) this.#scroll.keep(element);
    const conversation = this.#root.querySelector(".conversation");
    if (!conversation) return;
    // Whoever asks wants to see what comes, wherever they had scrolled to.
    if (!this.#isRestored) this.#restorePlace(conversation);
    else if (turnCount > this.#turnCount) this.#scroll.toEnd(conversation);
    this.#isRestored = true;
    this.#turnCount = turnCount;
    this.#scroll.keep(conversation);
    this.#scroll.watch(conversation);
  }

  /** Puts the conversation where it was before the view was hidden. */
  #restorePlace(conversation: Element): void {
    const { scroll } = this.#ui;
    const turn = scroll.atEnd ? null : this.#turnElement(scroll.turnId);
    if (scroll.atEnd || !turn) return;
    this.#pages.drawNow(turn);
    this.#scroll.to(
      conversation,
      turn.getBoundingClientRect().top - conversation.getBoundingClientRect().top + scroll.top,
    );
  }

  #runClock(isNeeded: boolean): void {
    if (isNeeded) {
      this.#clock ??= window.setInterval(() => this.#drawing.schedule(), clockMs);
    } else {
      window.clearInterval(this.#clock);
      this.#clock = undefined;
    }
  }

  #keepUi(change: (ui: UiState) => UiState): void {
    const turnIds = this.#model.state?.turns.map(({ id }) => id) ?? [];
    this.#ui = withoutOldFolds(change(this.#ui), turnIds);
    this.#host.saveUi(this.#ui);
  }
}

/** Gives a field the caret as soon as it is drawn: it draws itself. */
async function focusField(field: VscodeTextfield | null): Promise<void> {
  await field?.updateComplete;
  field?.focus();
  field?.parentElement?.scrollIntoView({ block: "nearest" });
}
