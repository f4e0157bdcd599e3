import type { Connection, InitializeParams, ServerCapabilities } from "vscode-languageserver";
import { healthPingMethod, healthWillRestartMethod, type WillRestartResult } from "../../protocol/health.js";
import type { ConversationFitter } from "../chat/conversationFitter.js";
import type { Engine } from "../engine/engine.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { readResume } from "../parameters/readResume.js";
import { onRequest0 } from "../requests.js";

/** What the feature needs. */
export interface HealthParts {
  readonly connection: Connection;
  readonly engine: Engine;
  readonly fitter: ConversationFitter;
  readonly log: Log;
}

/** `ponder/health/ping` and `willRestart`: answers pings, and gets ready for a restart. The doctor is `doctor.ts`. */
export class Health implements Feature {
  readonly #parts: HealthParts;

  constructor(parts: HealthParts) {
    this.#parts = parts;
  }

  initialize(params: InitializeParams): ServerCapabilities {
    const { connection, engine, fitter, log } = this.#parts;
    const resume = readResume(params.initializationOptions);
    if (resume !== undefined) {
      engine.resume(resume.cache);
      fitter.resume(resume.cuts);
    }
    onRequest0(connection, log, healthWillRestartMethod, async (): Promise<WillRestartResult> => ({
      resume: { cache: await engine.keepForRestart(), cuts: fitter.cuts },
    }));
    onRequest0(connection, log, healthPingMethod, () => null);
    return {};
  }
}
