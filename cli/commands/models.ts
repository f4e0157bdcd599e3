import path from "node:path";
import { createInterface } from "node:readline/promises";
import { PonderFailure } from "../../protocol/errors.js";
import {
  modelsAcceptMethod,
  modelsDidChangeDownloadsMethod,
  modelsDownloadMethod,
  modelsFitMethod,
  modelsListMethod,
  modelsRemoveMethod,
  type Downloads,
  type FitReport,
  type ListedFile,
  type ListedModel,
  type ModelList,
  type ModelsDownloadResult,
} from "../../protocol/models.js";
import { withServer, type CommandContext } from "../context.js";
import type { Server } from "../server.js";

/** `ponder models list`: the models that Ponder knows and those that are on this machine. */
export async function listModels(context: CommandContext): Promise<void> {
  const { folder, models, found } = await withServer(context, (server) => list(server, context));
  for (const model of models) context.output.event({ type: "model", ...model });
  for (const model of found) context.output.event({ type: "found", ...model });
  context.output.note(`Downloads are kept in ${folder}.`);
}

/** `ponder models fit`: measures this machine and says how each model of the list runs on it. */
export async function fitModels(context: CommandContext): Promise<void> {
  const { output, signal } = context;
  await withServer(context, async (server) => {
    const { models } = await list(server, context);
    const { machine, contextSize, fits, recommended } = await server.request<FitReport>(modelsFitMethod, {}, signal);
    output.event({ type: "machine", ...machine, contextSize });
    for (const { id, role, files } of models) {
      for (const { uri, quantisation, bytes } of files) {
        const fit = fits[uri];
        if (fit === undefined) continue;
        const isRecommended = recommended[role] === uri;
        output.event({ type: "fit", id, role, quantisation, uri, bytes, ...fit, recommended: isRecommended });
      }
    }
  });
}

/** What `ponder models get` takes. */
export interface GetOptions {
  readonly quantisation?: string;
  /** The licence is accepted already. */
  readonly yes?: boolean;
}

/** `ponder models get`: shows the licence, asks, and downloads. */
export async function getModel(context: CommandContext, named: string, options: GetOptions): Promise<void> {
  const { output, signal } = context;
  await withServer(context, async (server) => {
    const { models } = await list(server, context);
    const chosen = choose(models, named, options.quantisation);
    if (chosen?.file.path !== undefined) output.note(`It is there already: ${chosen.file.path}`);
    else {
      output.note(
        chosen === undefined ? `The licence of ${named} stands on its page on the hub.` : licenceText(chosen),
      );
      if (options.yes !== true) await consent(context);
    }
    const uri = chosen?.file.uri ?? named;
    const stop = server.on(modelsDidChangeDownloadsMethod, (params) => {
      for (const download of (params as Downloads).downloads) output.event({ type: "download", ...download });
    });
    try {
      const result = await server.request<ModelsDownloadResult>(modelsDownloadMethod, { uri }, signal);
      output.event({ type: "downloaded", ...result });
      output.result(`${result.path}\n`);
    } finally {
      stop();
    }
  });
}

/** `ponder models rm`: deletes a model from Ponder's folder. */
export async function removeModel(context: CommandContext, named: string): Promise<void> {
  await withServer(context, async (server) => {
    const { models, found } = await list(server, context);
    const files = models.flatMap((model) => (model.id === named ? model.files : []));
    const there = files.filter(({ place }) => place === "ponder").flatMap(({ path: file }) => file ?? []);
    const byName = found
      .filter(({ name, place }) => name === named && place === "ponder")
      .map(({ path: file }) => file);
    const targets =
      there.length > 0 ? there : byName.length > 0 ? byName : [path.resolve(context.workingDirectory, named)];
    for (const file of targets) {
      await server.request(modelsRemoveMethod, { path: file }, context.signal);
      context.output.note(`Deleted ${file}`);
    }
  });
}

/** `ponder models accept`: the file may be another one than it was at its first load. */
export async function acceptModel(context: CommandContext, named: string): Promise<void> {
  const file = path.resolve(context.workingDirectory, named);
  await withServer(context, (server) => server.request(modelsAcceptMethod, { path: file }, context.signal));
  context.output.note(`The next load takes ${file} as it is then, and records it.`);
}

const list = (server: Server, { signal }: CommandContext): Promise<ModelList> =>
  server.request<ModelList>(modelsListMethod, undefined, signal);

/** A model of the catalogue, and one of its files. */
interface Chosen {
  readonly model: ListedModel;
  readonly file: ListedFile;
}

/** The usual quantisation: the best that is nearly as small as the smallest. */
const usualQuantisations = ["Q4_K_M", "Q5_K_M", "Q8_0"];

/** @returns undefined when it is an address that the catalogue does not have. */
function choose(models: readonly ListedModel[], named: string, quantisation: string | undefined): Chosen | undefined {
  const byAddress = models
    .flatMap((model) => model.files.map((file) => ({ model, file })))
    .find(({ file }) => file.uri === named);
  if (byAddress !== undefined) return byAddress;
  if (/^(?:hf|https):/.test(named)) return undefined;
  const model = models.find(({ id }) => id === named);
  if (model === undefined)
    throw new PonderFailure(
      "badRequest",
      `There is no model “${named}” in Ponder's list.`,
      `Choose one of ${models.map(({ id }) => id).join(", ")}, or write hf:OWNER/REPOSITORY/FILE.gguf.`,
    );
  const wanted = quantisation === undefined ? usualQuantisations : [quantisation.toUpperCase()];
  const file = wanted.flatMap((name) => model.files.filter((one) => one.quantisation === name))[0];
  if (file === undefined)
    throw new PonderFailure(
      "badRequest",
      `${named} is not in the list at ${wanted.join(", ")}.`,
      `Choose one of ${model.files.map((one) => one.quantisation).join(", ")}.`,
    );
  return { model, file };
}

function licenceText({ model, file }: Chosen): string {
  const lines = [
    `${model.name} ${file.quantisation}, ${(file.bytes / 1e9).toFixed(2)} GB`,
    `  licence: ${model.licence.name} (${model.licence.url})`,
  ];
  if (model.base) lines.push(`  made from ${model.base.name}: ${model.base.licence.name} (${model.base.licence.url})`);
  lines.push(
    file.sha256 === undefined
      ? "  SHA-256: as the hub tells it; recorded at this first download"
      : `  SHA-256: ${file.sha256}`,
  );
  return lines.join("\n");
}

/** Asks the person at the terminal. @throws PonderFailure `badRequest` when there is none, or the answer is no. */
async function consent({ input, signal }: CommandContext): Promise<void> {
  if (input.isTTY !== true)
    throw new PonderFailure("badRequest", "Nobody is there to accept the licence.", "Read it, then add --yes.");
  const questions = createInterface({ input, output: process.stderr });
  try {
    const answer = await questions.question("Download it? [y/N] ", { signal });
    if (/^(?:y|yes|j|ja)$/i.test(answer.trim())) return;
  } finally {
    questions.close();
  }
  throw new PonderFailure("badRequest", "Nothing was downloaded.", "Answer y to download it.");
}
