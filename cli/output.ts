import type { Finding } from "../protocol/health.js";
import type { PonderError } from "../protocol/errors.js";
import type { TurnEvent } from "../protocol/events.js";
import type {
  DownloadState,
  FoundModel,
  ListedModel,
  MachineFacts,
  ModelFit,
  ModelRole,
  ModelsDownloadResult,
} from "../protocol/models.js";
import type { Candidate } from "../protocol/verify.js";
import type { Range } from "../protocol/text.js";

/** An inline completion. `text` is empty when the model suggests nothing. */
export interface CompletionEvent {
  readonly type: "completion";
  readonly text: string;
  /** What the text replaces; zero-based, as everywhere in the protocol. */
  readonly range: Range;
}

/** One line of `ponder doctor`. */
export interface FindingEvent extends Finding {
  readonly type: "finding";
}

/** How a file of a model runs on this machine. */
export interface FitEvent extends ModelFit {
  readonly type: "fit";
  /** Of the model. */
  readonly id: string;
  readonly role: ModelRole;
  readonly quantisation: string;
  readonly uri: string;
  readonly bytes: number;
  /** It suits this machine best. */
  readonly recommended: boolean;
}

/** One of the candidates of a verified fix: what the checks found. The first one is the best. */
export interface CandidateEvent extends Omit<Candidate, "turn"> {
  readonly type: "candidate";
  /** Whether no check failed. */
  readonly passed: boolean;
}

/** What the commands about models tell. */
export type ModelsEvent =
  | ({ readonly type: "model" } & ListedModel)
  | ({ readonly type: "found" } & FoundModel)
  | ({ readonly type: "machine"; readonly contextSize: number } & MachineFacts)
  | FitEvent
  | ({ readonly type: "download" } & DownloadState)
  | ({ readonly type: "downloaded" } & ModelsDownloadResult);

/** All that `--json` prints: the protocol's events of a turn, and those of the commands that have no turn. */
export type CommandEvent = TurnEvent | CandidateEvent | CompletionEvent | FindingEvent | ModelsEvent;

/** Where a command's output goes. */
export interface Output {
  /** One step of the command. */
  event(event: CommandEvent): void;
  /** The command's result as text for standard output. `--json` leaves it out: the events say the same. */
  result(text: string): void;
  /** A remark for the person at the terminal. `--json` leaves it out. */
  note(text: string): void;
  fail(error: PonderError): void;
}

/** A stream as far as it is needed here. */
export interface Sink {
  write(text: string): unknown;
}

/** `--json`: one event a line on standard output, nothing else. */
export class JsonOutput implements Output {
  readonly #out: Sink;

  constructor(out: Sink) {
    this.#out = out;
  }

  event(event: CommandEvent): void {
    this.#out.write(`${JSON.stringify(event)}\n`);
  }

  result(): void {
    // The events have it.
  }

  note(): void {
    // For people.
  }

  fail(error: PonderError): void {
    this.event({ type: "error", ...error });
  }
}
