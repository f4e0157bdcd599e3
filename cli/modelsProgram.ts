import { Option, type Command } from "commander";
import path from "node:path";
import { gpuChoices, type GpuChoice, type Settings } from "../protocol/settings.js";
import { acceptModel, fitModels, getModel, listModels, removeModel, type GetOptions } from "./commands/models.js";
import type { CommandContext } from "./context.js";

/** Options that every command about models has. */
interface ModelsOptions {
  readonly json?: boolean;
  readonly folder?: string;
  readonly hub?: string;
}

/** Options of `models fit`. */
interface FitOptions {
  readonly context?: number;
  readonly gpu?: GpuChoice;
}

/** Adds `models list|fit|get|accept|rm`. @param makeContext makes what a command works with. */
export function addModelCommands(
  program: Command,
  makeContext: (json: boolean, settings: Partial<Settings>) => CommandContext,
): void {
  const models = program.command("models").description("list, download and delete models");
  const contextOf = ({ json = false, folder, hub }: ModelsOptions, more: Partial<Settings> = {}): CommandContext =>
    makeContext(json, {
      ...more,
      ...(folder === undefined ? {} : { "downloads.folder": path.resolve(folder) }),
      ...(hub === undefined ? {} : { "downloads.hub": hub }),
    });
  const command = (usage: string, description: string): Command =>
    models
      .command(usage)
      .description(description)
      .option("--json", "print one JSON object per line and event instead of text")
      .option("--folder <path>", "folder for models; otherwise the one for data of your account");

  command("list", "the models that Ponder knows, and those that are on this machine").action((options: ModelsOptions) =>
    listModels(contextOf(options)),
  );
  command("fit", "measure this machine and say how each model runs on it")
    .option("--context <tokens>", "tokens of context; otherwise 8192", Number)
    .addOption(new Option("--gpu <choice>", "where to look for a GPU").choices(gpuChoices))
    .action((options: ModelsOptions & FitOptions) =>
      fitModels(
        contextOf(options, {
          ...(options.context === undefined ? {} : { "model.contextSize": options.context }),
          ...(options.gpu === undefined ? {} : { "engine.gpu": options.gpu }),
        }),
      ),
    );
  command("get <model>", "download a model: a name of the list, or hf:OWNER/REPOSITORY/FILE.gguf")
    .option("--quantisation <name>", "for example Q4_K_M, which is the usual one")
    .option("--hub <url>", "a mirror of the Hugging Face hub; otherwise HF_ENDPOINT, else huggingface.co")
    .option("--yes", "the licence is accepted: do not ask")
    .action((model: string, options: ModelsOptions & GetOptions) => getModel(contextOf(options), model, options));
  command("accept <file>", "use a model file that is another one than it was when it was loaded first").action(
    (file: string, options: ModelsOptions) => acceptModel(contextOf(options), file),
  );
  command("rm <model>", "delete a model from Ponder's folder: a name of the list, or a path").action(
    (model: string, options: ModelsOptions) => removeModel(contextOf(options), model),
  );
}
