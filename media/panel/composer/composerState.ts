import type { HostMessage, ViewMessage } from "../../../protocol/panel/messages.js";
import { CompletionMenu } from "./completionMenu.js";
import { DraftReport } from "./draftReport.js";

/** What the composer keeps between two drawings and does not keep when the view is hidden. */
export class ComposerState {
  readonly menu: CompletionMenu;
  readonly draft: DraftReport;

  constructor(post: (message: ViewMessage) => void, redraw: () => void) {
    this.menu = new CompletionMenu(post, redraw);
    this.draft = new DraftReport(post);
  }

  receive({ request, items }: Extract<HostMessage, { type: "suggestions" }>): void {
    this.menu.take(request, items);
  }
}
