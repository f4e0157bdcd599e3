import path from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { applyHunks, hunksOf } from "../../../cli/hunks.js";
import type { Server } from "../../../cli/server.js";
import {
  editProposeMethod,
  type EditProposal,
  type EditProposeParams,
  type EditProposeResult,
} from "../../../protocol/edits.js";
import { PonderFailure } from "../../../protocol/errors.js";
import type { TurnEvent } from "../../../protocol/events.js";
import type { Candidate, Verification } from "../../../protocol/verify.js";
import type { FixCase } from "../../fixes/fixCases.js";
import type { GroupSample, Sample } from "./sample.js";

const modelFailures: ReadonlySet<string> = new Set([
  "noProposal",
  "noChange",
  "noMatch",
  "ambiguous",
  "notWanted",
  "thoughtOnly",
]);

/** Asks the product for fixes. Each case is a document of its own in an empty folder. */
export class FixSampler {
  readonly #server: Server;
  readonly #verification: Verification;
  readonly #folder: string;
  #opened = 0;

  /** @param typescript absolute path of the `typescript.js` that judges. */
  constructor(server: Server, folder: string, typescript: string) {
    this.#server = server;
    this.#folder = folder;
    this.#verification = { folder: pathToFileURL(folder).href, typescript };
  }

  /** A plain fix. */
  async single(fixCase: FixCase): Promise<Sample> {
    const { document, result, ...cost } = await this.#ask(fixCase, 1);
    return { ...cost, solved: result !== undefined && isSolved(document, result.proposal, fixCase) };
  }

  /** A verified fix. */
  async group(fixCase: FixCase, candidates: number): Promise<GroupSample> {
    const { document, result, ...cost } = await this.#ask(fixCase, candidates);
    if (result === undefined) {
      // No answer at all was an edit.
      return { ...cost, solved: false, passed: false, answers: Array.from({ length: candidates }, () => false) };
    }
    const solves = ({ proposal }: Candidate) => proposal !== undefined && isSolved(document, proposal, fixCase);
    const [best, ...others] = result.candidates ?? [];
    if (best === undefined) throw new Error("The server gave no candidates.");
    return {
      ...cost,
      solved: solves(best),
      passed: best.score.rewards.every(({ passed }) => passed !== false),
      answers: [best, ...others].flatMap((one) => Array.from({ length: one.score.votes }, () => solves(one))),
    };
  }

  /** A failure of the model counts as unsolved; a failure of ours ends the benchmark. */
  async #ask(fixCase: FixCase, candidates: number) {
    const { path: shownPath, languageId, before, diagnostic } = fixCase;
    const file = path.join(this.#folder, String(++this.#opened), shownPath);
    const document = TextDocument.create(pathToFileURL(file).href, languageId, 1, before);
    await this.#server.open(document);
    const whole = { start: document.positionAt(0), end: document.positionAt(before.length) };
    const line = diagnostic?.line;
    const place = line === undefined ? whole : { start: { line: line - 1, character: 0 }, end: { line, character: 0 } };
    const params: EditProposeParams = {
      kind: "fix",
      uri: document.uri,
      version: 1,
      range: whole,
      problems: diagnostic ? [{ range: place, message: diagnostic.message }] : [],
      path: shownPath,
      candidates,
      verification: this.#verification,
    };
    let tokens = 0;
    const onEvent = (event: TurnEvent) => {
      if (event.type === "usage") tokens = event.generatedTokens;
    };
    const started = performance.now();
    let result: EditProposeResult | undefined;
    try {
      result = await this.#server.turn<EditProposeResult>(
        editProposeMethod,
        params,
        onEvent,
        new AbortController().signal,
      );
    } catch (error) {
      if (!PonderFailure.is(error) || !modelFailures.has(error.data.code)) throw error;
    }
    return { document, result, tokens, ms: performance.now() - started };
  }
}

const isSolved = (document: TextDocument, proposal: EditProposal, { after }: FixCase): boolean =>
  applyHunks(document, hunksOf(proposal, document.uri)) === after;
