import { languages } from "vscode";
import { completionCopiedMethod, type CompletionCopiedParams } from "../../protocol/completion.js";
import { fromRange } from "../documents.js";
import type { Owned } from "../lifetime.js";
import { schemes } from "../server/schemes.js";
import type { ServerRun } from "../server/serverRun.js";

/** More lines are a file, not a piece of code to use elsewhere. */
const mostLines = 400;

/**
 * Tells the server what was copied or cut. The editor asks providers of paste edits at every copy whether they have
 * something to add to the clipboard; this one has not, and sees no clipboard: it takes the text from the document.
 */
export function tellCopies(notify: ServerRun["notify"]): Owned {
  return languages.registerDocumentPasteEditProvider(
    schemes.map((scheme) => ({ scheme })),
    {
      prepareDocumentPaste(document, [range]) {
        if (!range || range.isEmpty || range.end.line - range.start.line > mostLines) return;
        const params: CompletionCopiedParams = {
          uri: document.uri.toString(),
          range: fromRange(range),
          text: document.getText(range),
        };
        notify(completionCopiedMethod, params);
      },
    },
    { providedPasteEditKinds: [] },
  );
}
