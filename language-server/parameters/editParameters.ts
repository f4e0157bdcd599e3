import {
  editKinds,
  type AnswerFile,
  type EditMatchParams,
  type EditPathsParams,
  type EditProposeParams,
  type Problem,
  type RelatedPlace,
} from "../../protocol/edits.js";
import { isPonderError } from "../../protocol/errors.js";
import { candidateCounts, type Verification } from "../../protocol/verify.js";
import { readEffort } from "./readEffort.js";
import { Fields, refuse } from "./fields.js";
import { readRange } from "./places.js";

export function readEditPropose(raw: unknown): EditProposeParams {
  const fields = new Fields(raw);
  return {
    kind: fields.oneOf("kind", editKinds),
    uri: fields.text("uri"),
    version: fields.integer("version"),
    range: readRange(fields.get("range"), "range"),
    problems: fields.list("problems", readProblem),
    ...fields.optionalText("instruction"),
    path: fields.text("path"),
    ...readEffort(fields),
    ...readCandidates(fields),
    ...fields.partialResultToken(),
  };
}

function readCandidates(fields: Fields): Pick<EditProposeParams, "candidates" | "verification"> {
  const verification = fields.get("verification");
  const { min, max } = candidateCounts;
  const isCount = fields.get("candidates") !== undefined;
  return {
    ...(isCount && { candidates: fields.within("candidates", min, max) }),
    ...(verification !== undefined && { verification: readVerification(verification) }),
  };
}

function readVerification(raw: unknown): Verification {
  const fields = new Fields(raw, "params.verification");
  return {
    folder: fields.text("folder"),
    ...(fields.get("typescript") !== undefined && { typescript: fields.text("typescript") }),
    ...(fields.get("testCommand") !== undefined && { testCommand: fields.text("testCommand") }),
  };
}

/** The answer of a client to `ponder/verify/problems`. */
export function readFoundProblems(raw: unknown): readonly Problem[] | undefined {
  return raw === null ? undefined : new Fields({ result: raw }, "answer").list("result", readProblem);
}

export function readEditMatch(raw: unknown): EditMatchParams {
  const fields = new Fields(raw);
  const range = fields.get("range");
  return {
    ...(fields.get("uri") === undefined ? {} : { uri: fields.text("uri") }),
    answer: fields.text("answer"),
    ...(range === undefined ? {} : { range: readRange(range, "range") }),
    ...(fields.get("files") === undefined ? {} : { files: fields.list("files", readAnswerFile) }),
  };
}

export function readEditPaths(raw: unknown): EditPathsParams {
  return { answer: new Fields(raw).text("answer") };
}

function readAnswerFile(raw: unknown, at: string): AnswerFile {
  const fields = new Fields(raw, at);
  const path = fields.text("path");
  const error = fields.get("error");
  if (error !== undefined) return isPonderError(error) ? { path, error } : refuse(`${at}.error`, "an error of Ponder");
  return { path, uri: fields.text("uri"), kind: fields.oneOf("kind", ["edit", "create"]) };
}

function readProblem(raw: unknown, at: string): Problem {
  const fields = new Fields(raw, at);
  return {
    range: readRange(fields.get("range"), `${at}.range`),
    message: fields.text("message"),
    ...(fields.get("source") === undefined ? {} : { source: fields.text("source") }),
    ...(fields.get("code") === undefined ? {} : { code: fields.text("code") }),
    ...(fields.get("related") === undefined ? {} : { related: fields.list("related", readRelated) }),
  };
}

function readRelated(raw: unknown, at: string): RelatedPlace {
  const fields = new Fields(raw, at);
  return { file: fields.text("file"), line: fields.integer("line"), message: fields.text("message") };
}
