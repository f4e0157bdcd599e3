import { l10n, Uri, window, workspace, type TextDocument } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import { reviewMethod, type ReviewParams, type ReviewResult } from "../../protocol/review.js";
import type { ActiveContext } from "../chat/activeContext.js";
import { chipOf, labelOf } from "../chat/contextChip.js";
import type { TurnRunner } from "../chat/turnRunner.js";
import { fromRange, shownPath, toRange } from "../documents.js";
import type { ReviewComments } from "../review/reviewComments.js";
import { isSupportedScheme } from "../server/schemes.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { parseEditRequest } from "./editRequest.js";

/** What a review works with. */
export interface ReviewTargets {
  readonly server: ServerSupervisor;
  readonly turns: Pick<TurnRunner, "run">;
  readonly context: ActiveContext;
  readonly findings: ReviewComments;
}

/**
 * Reviews the selection, else the file; what is found is shown beside the code. Resolves when the review is over.
 *
 * @param argument with a place or an instruction.
 */
export async function review(on: ReviewTargets, argument: unknown): Promise<void> {
  const { place, instruction = "" } = parseEditRequest(argument);
  const editor = window.activeTextEditor ?? on.context.editor;
  const document = place ? await workspace.openTextDocument(Uri.parse(place.uri, true)) : editor?.document;
  if (!document || !isSupportedScheme(document.uri.scheme)) {
    throw new PonderFailure(
      "badRequest",
      l10n.t("There is no open file to review."),
      l10n.t("Open one and select a piece of it."),
    );
  }
  const selected = place ? toRange(place.range) : editor?.selection;
  const range = selected && !selected.isEmpty ? fromRange(document.validateRange(selected)) : undefined;
  const reviewed = document.getText().split(/\r\n|\r|\n/);
  const where = { path: shownPath(document.uri), ...(range && { range }) };
  const params: ReviewParams = {
    uri: document.uri.toString(),
    version: document.version,
    ...where,
    ...(instruction !== "" && { instruction }),
  };
  let result: ReviewResult | undefined;
  const question = `Review ${labelOf(where)}`;
  await on.turns.run({
    command: "review",
    question: instruction === "" ? question : `${question}: ${instruction}`,
    context: [chipOf(where)],
    async request(_conversation, onEvents, signal) {
      const run = await on.server.running(signal);
      result = await run.request<ReviewResult>(reviewMethod, params, signal, onEvents);
      return { turn: result.turn };
    },
  });
  if (result) await tell(on.findings, document, result, reviewed);
}

async function tell(
  comments: ReviewComments,
  document: TextDocument,
  { findings, dropped = 0 }: ReviewResult,
  reviewed: readonly string[],
): Promise<void> {
  const [first] = comments.show(document, findings, reviewed);
  if (first?.range)
    await window.showTextDocument(document, { selection: first.range.with({ end: first.range.start }) });
  if (findings.length === 0) void window.showInformationMessage(l10n.t("Ponder found nothing to remark."));
  else if (dropped > 0)
    void window.showInformationMessage(l10n.t("Remarks about lines that are not there were left out: {0}.", dropped));
}
