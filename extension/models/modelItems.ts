import { t } from "../../protocol/localise.js";
import type { FitReport, FitVerdict, ListedFile, ListedModel, ModelFit, ModelPlace } from "../../protocol/models.js";
import { sizeText } from "../sizeText.js";

/** A file of the catalogue, and the model that it is of. */
export interface CatalogueChoice {
  readonly model: ListedModel;
  readonly file: ListedFile;
}

/** A line of the list from which a model is chosen. */
export interface ModelItem {
  /** With codicons, `$(name)`. */
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly choice: CatalogueChoice;
}

/** A part of that list, under its title. */
export interface ModelSection {
  readonly title: string;
  readonly items: readonly ModelItem[];
}

/** The catalogue as a list to choose from: what suits this machine best first. Pure. */
export function modelSections(models: readonly ListedModel[], report: FitReport): readonly ModelSection[] {
  const all = models.flatMap((model) => model.files.map((file): CatalogueChoice => ({ model, file })));
  const { chat, completion } = report.recommended;
  const isRecommended = ({ file }: CatalogueChoice) => file.uri === chat || file.uri === completion;
  const itemOf = (choice: CatalogueChoice) => modelItem(choice, report.fits[choice.file.uri]);
  const sections = [
    { title: t("Recommended for this machine"), choices: all.filter(isRecommended) },
    { title: t("Chat, explain, fix"), choices: all.filter(({ model }) => model.role === "chat") },
    { title: t("Completions"), choices: all.filter(({ model }) => model.role === "completion") },
  ];
  return sections.flatMap(({ title, choices }) =>
    choices.length === 0 ? [] : [{ title, items: choices.map(itemOf) }],
  );
}

function modelItem(choice: CatalogueChoice, fit: ModelFit | undefined): ModelItem {
  const { model, file } = choice;
  const { name, role, licence, base } = model;
  const there = file.path !== undefined && file.place !== undefined;
  const icon = there ? "check" : fit?.verdict === "tooBig" ? "warning" : role === "chat" ? "comment" : "sparkle";
  const licences = base ? t("{0}, its base {1}", licence.name, base.licence.name) : licence.name;
  return {
    // What is typed is looked for in one line at a time, and “7b q8” is how people say it.
    label: `$(${icon}) ${name} ${file.quantisation}`,
    description: [sizeText(file.bytes), ...(fit ? [verdictText(fit.verdict), ...speedOf(fit)] : [])].join(" · "),
    detail: [
      ...(there ? [placeText(file.place)] : []),
      ...(fit?.largestContext === undefined
        ? []
        : [t("up to {0} tokens of context", fit.largestContext.toLocaleString("en"))]),
      t("licence: {0}", licences),
    ].join(" · "),
    choice,
  };
}

const speedOf = ({ tokensPerSecond }: ModelFit): readonly string[] =>
  tokensPerSecond === undefined
    ? []
    : [t("about {0} tokens/s", tokensPerSecond < 10 ? tokensPerSecond.toFixed(1) : Math.round(tokensPerSecond))];

function verdictText(verdict: FitVerdict): string {
  switch (verdict) {
    case "gpu":
      return t("fits on the GPU");
    case "partly":
      return t("partly on the GPU");
    case "cpu":
      return t("on the CPU");
    case "tooBig":
      return t("too big for this machine");
  }
}

/** Where a model is already. Pure. */
export function placeText(place: ModelPlace): string {
  switch (place) {
    case "ponder":
      return t("downloaded already");
    case "huggingFace":
      return t("in the Hugging Face cache already");
    case "lmStudio":
      return t("in LM Studio's folder already");
    case "ollama":
      return t("in Ollama's folder already");
  }
}
