import type { Connection, ServerCapabilities } from "vscode-languageserver";
import { contextJudgeMethod, type ContextJudgeResult } from "../../protocol/context.js";
import type { IgnoreRules } from "../completion/context/ignore/ignoreRules.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readContextJudge } from "../parameters/chatParameters.js";
import { onRequest } from "../requests.js";

/** What the feature needs. */
export interface FileJudgeParts {
  readonly connection: Connection;
  readonly rules: Pick<IgnoreRules, "reasonFor">;
  readonly log: Log;
}

/** `ponder/context/judge`: which files the user rather keeps to themselves. */
export class FileJudge implements Feature {
  readonly #parts: FileJudgeParts;

  constructor(parts: FileJudgeParts) {
    this.#parts = parts;
  }

  initialize(): ServerCapabilities {
    const { connection, log, rules } = this.#parts;
    onRequest(connection, log, contextJudgeMethod, readContextJudge, async ({ uris }): Promise<ContextJudgeResult> => {
      const reasons = await Promise.all(uris.map(async (uri) => rules.reasonFor(uri)));
      return { reasons: reasons.map((reason) => reason ?? null) };
    });
    return {};
  }
}
