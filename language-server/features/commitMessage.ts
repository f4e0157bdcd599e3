import type { Connection, ServerCapabilities } from "vscode-languageserver";
import {
  commitMessageMethod,
  type CommitMessageParams,
  type CommitMessageResult,
  type FileDiff,
} from "../../protocol/commit.js";
import { PonderFailure } from "../../protocol/errors.js";
import type { Emit } from "../chat/runTurn.js";
import { commitText } from "../commit/commitText.js";
import { fitDiffs } from "../commit/fitDiffs.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readCommitMessage } from "../parameters/codeParameters.js";
import { commitPrompt } from "../prompts/commitPrompt.js";
import { onRequest } from "../requests.js";
import { askOnce, type AskOnceParts, type PromptRoom } from "./askOnce.js";
import { withTurnEvents } from "./turnEvents.js";

/** What the feature needs. */
export interface CommitMessageParts extends AskOnceParts {
  readonly connection: Connection;
  readonly log: Log;
}

/** `ponder/commit/message`: a commit message for changes. */
export class CommitMessage implements Feature {
  readonly #parts: CommitMessageParts;

  constructor(parts: CommitMessageParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log } = this.#parts;
    onRequest(connection, log, commitMessageMethod, readCommitMessage, (params, signal) =>
      withTurnEvents(connection, params.partialResultToken, (emit) => this.#write(params, emit, signal)),
    );
    return {};
  }

  #write(params: CommitMessageParams, emit: Emit, signal: AbortSignal): Promise<CommitMessageResult> {
    let cutFiles: readonly string[] = [];
    const prompt = async (room: PromptRoom) => {
      const write = (files: readonly FileDiff[]) => commitPrompt(files, params.earlier, params.instruction);
      const [words = 0, ...diffs] = await room.count([write([]), ...params.files.map(({ diff }) => diff)]);
      const fitted = fitDiffs(params.files, diffs, room.tokens - words);
      ({ cutFiles } = fitted);
      return write(fitted.files);
    };
    return askOnce(
      this.#parts,
      { prompt, instruction: params.instruction, effort: params.effort },
      emit,
      signal,
      (turn) => {
        const message = commitText(turn.answer);
        if (message === undefined) throw noMessage();
        return { message, turn, ...(cutFiles.length > 0 && { cutFiles }) };
      },
    );
  }
}

function noMessage(): PonderFailure {
  return new PonderFailure("noProposal", "The answer holds no commit message.", "Ask again.");
}
