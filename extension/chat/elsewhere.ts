import * as vscode from "vscode";
import { describe, type LogSink } from "../log.js";
import type { Lifetime } from "../lifetime.js";
import { PonderModels, vendor, type PonderModelsParts } from "./languageModel/ponderModels.js";
import { Participant, participantId, type ParticipantParts } from "./participant/participant.js";

/** What is there of Ponder outside of its panel; a part is absent where the editor has no place for it. */
export interface Elsewhere {
  readonly models?: PonderModels;
  readonly participant?: Participant;
}

/**
 * Registers `@ponder` in VS Code's chat and the model in its model picker, where the editor at hand has these APIs: other
 * editors that run extensions of VS Code often do not, and a missing one must not keep the rest of Ponder from starting.
 */
export function registerElsewhere(
  parts: PonderModelsParts & ParticipantParts,
  log: LogSink,
  lifetime: Lifetime,
): Elsewhere {
  const attempt = <T>(what: string, register: () => T): T | undefined => {
    try {
      return register();
    } catch (error) {
      log.warn(`${what} is not available: ${describe(error)}`);
      return undefined;
    }
  };
  // The types say that they are always there.
  const api: Partial<Pick<typeof vscode, "lm" | "chat">> = vscode;
  const { registerLanguageModelChatProvider: registerModels } = (api.lm ?? {}) as Partial<typeof vscode.lm>;
  const { createChatParticipant } = (api.chat ?? {}) as Partial<typeof vscode.chat>;
  const models =
    registerModels &&
    attempt("The model picker", () => {
      const provider = lifetime.own(new PonderModels(parts));
      lifetime.own(registerModels(vendor, provider));
      return provider;
    });
  const participant =
    createChatParticipant &&
    attempt("@ponder", () => {
      const answering = new Participant(parts);
      const registered = lifetime.own(
        createChatParticipant(participantId, (...request) => answering.answer(...request)),
      );
      registered.iconPath = new vscode.ThemeIcon("hubot");
      return answering;
    });
  return { ...(models && { models }), ...(participant && { participant }) };
}
