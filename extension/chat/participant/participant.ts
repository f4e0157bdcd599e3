import { createHash } from "node:crypto";
import {
  l10n,
  type CancellationToken,
  type ChatContext,
  type ChatRequest,
  type ChatResponseStream,
  type ChatResult,
} from "vscode";
import { isCancelled, toPonderError } from "../../server/failure.js";
import type { ServerSupervisor } from "../../server/supervisor.js";
import type { JudgeFiles } from "../attachments/judgeFiles.js";
import { signalOf } from "../languageModel/tokenSignal.js";
import { streamTurn } from "../languageModel/streamTurn.js";
import { participantHistory } from "./participantHistory.js";
import { readReferences } from "./references.js";
import { turnProgress } from "./turnProgress.js";

/** The participant's id in the manifest. */
export const participantId = "ponder.chat";

/** What {@link Participant} needs. */
export interface ParticipantParts {
  readonly server: ServerSupervisor;
  readonly judge: JudgeFiles;
  /** Most UTF-16 code units of one attached file. */
  readonly limit: () => number;
}

/** `@ponder` in VS Code's own chat: the same model, the same way to ask it. The thought is seen as progress. */
export class Participant {
  readonly #parts: ParticipantParts;

  constructor(parts: ParticipantParts) {
    this.#parts = parts;
  }

  /** Answers one request. Never throws: what fails is told in the chat. */
  async answer(
    request: ChatRequest,
    context: ChatContext,
    stream: ChatResponseStream,
    token: CancellationToken,
  ): Promise<ChatResult> {
    const signal = signalOf(token);
    const { server, judge, limit } = this.#parts;
    try {
      const { items, used, refused } = await readReferences(request.references, judge, limit());
      for (const place of used) stream.reference(place);
      if (refused.length > 0) stream.progress(l10n.t("Not sent: {0}", refused.join(", ")));
      const history = participantHistory(context);
      const { thinking } = await streamTurn(
        server,
        {
          conversationId: conversationId(history[0]?.text ?? request.prompt),
          command: request.command === "explain" ? "explain" : "ask",
          history,
          question: request.prompt,
          context: items,
        },
        { onAnswer: (text) => stream.markdown(text), onEvent: turnProgress((line) => stream.progress(line)) },
        signal,
      );
      return { metadata: { thoughtMs: thinking.ms, thoughtTokens: thinking.tokens } };
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return {};
      const { message, hint } = toPonderError(error);
      return { errorDetails: { message: `${message} ${hint}` } };
    }
  }
}

function conversationId(beginning: string): string {
  return `participant:${createHash("sha256").update(beginning).digest("hex").slice(0, 16)}`;
}
