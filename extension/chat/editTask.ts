import {
  editProposeMethod,
  type EditKind,
  type EditProposeParams,
  type EditProposeResult,
} from "../../protocol/edits.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { ContextChip } from "../../protocol/panel/state.js";
import type { ServerSupervisor } from "../server/supervisor.js";
import { labelOf } from "./contextChip.js";
import type { TurnTask } from "./turnRunner.js";

/** What is to be changed, and how it is shown. */
export type EditWanted = Omit<EditProposeParams, "effort" | "partialResultToken">;

/**
 * A piece of code that is to be changed.
 *
 * @param currentVersion the document's version now, or `undefined` when it is not open.
 */
export function editTask(
  server: ServerSupervisor,
  wanted: EditWanted,
  chips: readonly ContextChip[],
  currentVersion: () => number | undefined,
): TurnTask {
  return {
    command: wanted.kind,
    question: questionOf(wanted),
    document: wanted.uri,
    context: chips,
    async request(_conversation, onEvents, signal) {
      const run = await server.running(signal);
      // The range belongs to the text the user saw; an edit that waited in the queue may come too late.
      if (currentVersion() !== wanted.version) {
        throw new PonderFailure(
          "documentChanged",
          `${wanted.path} changed before the work on it began.`,
          "Run the command again at the place you mean.",
        );
      }
      const params: EditProposeParams = wanted;
      const result = await run.request<EditProposeResult>(editProposeMethod, params, signal, onEvents);
      const proposals = [result.proposal, ...(result.candidates ?? []).flatMap(({ proposal }) => proposal ?? [])];
      if (proposals.some(({ files }) => files.some(({ uri }) => uri !== wanted.uri))) {
        throw new PonderFailure(
          "internal",
          "The proposal is for another file than the one that was to be changed.",
          "It was thrown away. Try again.",
        );
      }
      const isPart = result.leftOut !== undefined;
      return { ...result, isPart, ...(result.answer !== undefined && { source: { answer: result.answer } }) };
    },
  };
}

const verbs: Readonly<Record<EditKind, string>> = {
  fix: "Fix",
  fixAll: "Fix all problems in",
  document: "Document",
  refactor: "Refactor",
  optimise: "Optimise",
  edit: "Edit",
};

/** What the turn is about, for example `Fix cart.ts 12–31: x is not defined`. Later questions carry it as well. */
function questionOf(wanted: EditWanted): string {
  const [problem] = wanted.problems;
  const more = wanted.instruction?.trim() || (wanted.kind === "fixAll" ? undefined : problem?.message);
  const what = `${verbs[wanted.kind]} ${labelOf(wanted.kind === "fixAll" ? { path: wanted.path } : wanted)}`;
  return more ? `${what}: ${more}` : what;
}
