import {
  WorkDoneProgressCreateRequest,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
} from "vscode-languageserver";
import {
  modelDidChangeStatusMethod,
  modelLoadMethod,
  modelStatusMethod,
  modelUnloadMethod,
  type ModelStatus,
} from "../../protocol/model.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import type { ModelService } from "../models/modelService.js";
import { readModelLoad } from "../parameters/modelParameters.js";
import { onRequest, onRequest0 } from "../requests.js";

/** What the feature needs. */
export interface ModelParts {
  readonly connection: Connection;
  readonly models: ModelService;
  readonly log: Log;
}

/** A progress that the client shows; `created`: whether it agreed to. */
interface LoadProgress {
  readonly token: string;
  readonly created: Promise<boolean>;
}

/** `ponder/model/*`: the state of the model, and loading as standard progress where the client shows it. */
export class Model implements Feature {
  readonly #parts: ModelParts;
  #hasProgress = false;
  #progress: LoadProgress | undefined;
  #tokens = 0;

  constructor(parts: ModelParts) {
    this.#parts = parts;
  }

  initialize(params: InitializeParams): ServerCapabilities {
    const { connection, models, log } = this.#parts;
    this.#hasProgress = params.capabilities.window?.workDoneProgress === true;
    onRequest0(connection, log, modelStatusMethod, () => models.status);
    onRequest(connection, log, modelLoadMethod, readModelLoad, async ({ again }, signal) => {
      if (again === true) await models.unload();
      await models.ready(signal, { byUser: true });
      return models.status;
    });
    onRequest0(connection, log, modelUnloadMethod, async () => {
      await models.unload();
      return models.status;
    });
    return {};
  }

  initialized(): void {
    const { connection, models } = this.#parts;
    models.onDidChange((status) => {
      connection.sendNotification(modelDidChangeStatusMethod, status).catch(() => undefined);
      if (this.#hasProgress) this.#report(status);
    });
  }

  shutdown(): Promise<void> {
    this.#parts.models.dispose();
    return Promise.resolve();
  }

  #report(status: ModelStatus): void {
    if (status.state === "loading") {
      const percentage = Math.round(status.progress * 100);
      if (this.#progress === undefined) this.#begin(percentage);
      else
        this.#send(this.#progress, {
          kind: "report",
          percentage,
          message: status.waitsForGpu ? "waiting for another window" : "",
        });
    } else if (this.#progress !== undefined) {
      this.#send(this.#progress, { kind: "end" });
      this.#progress = undefined;
    }
  }

  #begin(percentage: number): void {
    const token = `ponder-load-${String(++this.#tokens)}`;
    const created = this.#parts.connection.sendRequest(WorkDoneProgressCreateRequest.type, { token }).then(
      () => true,
      () => false,
    );
    this.#progress = { token, created };
    this.#send(this.#progress, { kind: "begin", title: "Ponder: loading the model", percentage });
  }

  /** In order, and only after the client has created the progress: both come from the same promise. */
  #send({ token, created }: LoadProgress, value: object): void {
    void created.then((isCreated) =>
      isCreated ? this.#parts.connection.sendNotification("$/progress", { token, value }) : undefined,
    );
  }
}
