import type { Activity, ModelStatus } from "../protocol/model.js";
import { completionLines, timeOfDay, type CompletionView } from "./completion/completionView.js";
import type { ServerState } from "./server/supervisor.js";
import { t } from "../protocol/localise.js";
import { secondModelLines, waitsForGpuText, whereText } from "../protocol/modelText.js";
import type { DownloadState } from "../protocol/models.js";
import { downloadShare, downloadText } from "./models/downloadText.js";
import { sizeText } from "./sizeText.js";
import { waitingLines } from "./waitingLines.js";

/** What the status item shows. */
export interface StatusText {
  /** With codicons, `$(name)`. */
  readonly text: string;
  /** Lines of plain text. */
  readonly tooltip: readonly string[];
  readonly tone: "normal" | "warning" | "error";
}

const activities: Record<Activity, { readonly icon: string; readonly word: () => string } | undefined> = {
  idle: undefined,
  thinking: { icon: "$(loading~spin)", word: () => t("thinking") },
  answering: { icon: "$(loading~spin)", word: () => t("answering") },
  completing: { icon: "$(loading~spin)", word: () => t("completing") },
};

/**
 * The one honest line about what Ponder is doing, and what waits behind it. Pure.
 *
 * @param waiting questions of the panel that wait for the one that runs.
 */
export function statusText(
  server: ServerState,
  model: ModelStatus,
  completions: CompletionView,
  downloads: readonly DownloadState[],
  waiting: readonly string[],
): StatusText {
  const shown = serverText(server, model, completions, downloads);
  return { ...shown, tooltip: [...shown.tooltip, ...waitingLines(waiting, queuedInServer(server, model))] };
}

/** Those that the server holds back: the panel sends one after the other, so they come from elsewhere, or its own waits. */
const queuedInServer = ({ state }: ServerState, model: ModelStatus): number =>
  state === "running" && (model.state === "ready" || model.state === "loading") ? (model.queued ?? 0) : 0;

function serverText(
  server: ServerState,
  model: ModelStatus,
  completions: CompletionView,
  downloads: readonly DownloadState[],
): StatusText {
  switch (server.state) {
    case "off":
      return normal(t("$(circle-slash) Ponder: off"), t("It starts with the first question or the first open file."));
    case "starting":
      return normal(t("$(loading~spin) Ponder: starting"), t("The language server is starting."));
    case "restarting":
      return { ...normal(t("$(loading~spin) Ponder: restarting"), t("The language server stopped.")), tone: "warning" };
    case "failed":
      return { text: t("$(error) Ponder: trouble"), tooltip: [server.error.message, server.error.hint], tone: "error" };
    case "running":
      return withDownloads(withCompletions(modelText(model), model, completions), model, downloads);
  }
}

/** Adds what there is to say about completions. Where nothing else goes on, what keeps them away is shown outright. */
function withCompletions(shown: StatusText, model: ModelStatus, view: CompletionView): StatusText {
  if (shown.tone !== "normal") return shown;
  const away = isAtRest(model) ? awayText(view) : undefined;
  return { ...shown, ...(away && { text: away }), tooltip: [...shown.tooltip, ...completionLines(view)] };
}

const isAtRest = (model: ModelStatus): boolean =>
  model.state === "idle" || (model.state === "ready" && model.activity === "idle");

/** Adds what is being downloaded; where nothing else goes on, it is shown outright. */
function withDownloads(shown: StatusText, model: ModelStatus, downloads: readonly DownloadState[]): StatusText {
  const [first] = downloads;
  if (first === undefined) return shown;
  const share = downloadShare(first);
  const text =
    share === undefined
      ? t("$(cloud-download) Ponder: downloading")
      : t("$(cloud-download) Ponder: downloading {0} %", Math.floor(share * 100));
  const lines = downloads.map((state) => `${state.name}: ${downloadText(state)}`);
  const isShown = shown.tone === "normal" && isAtRest(model);
  return { ...shown, ...(isShown && { text }), tooltip: [...shown.tooltip, ...lines] };
}

function awayText({ enabled, language, snoozedUntil }: CompletionView): string | undefined {
  if (!enabled) return t("$(circle-slash) Ponder: completions off");
  if (snoozedUntil !== undefined) return t("$(bell-slash) Ponder: snoozed until {0}", timeOfDay(snoozedUntil));
  return language?.on === false ? t("$(circle-slash) Ponder: off for {0}", language.id) : undefined;
}

function modelText(status: ModelStatus): StatusText {
  switch (status.state) {
    case "idle":
      return normal(
        t("$(circle-outline) Ponder: no model loaded"),
        status.isDemo ? t("Demo model") : t("Your model"),
        t("The first question or completion loads it."),
      );
    case "loading":
      if (status.waitsForGpu) return normal(t("$(loading~spin) Ponder: waiting for the GPU"), waitsForGpuText());
      return normal(
        t("$(loading~spin) Ponder: loading {0} %", Math.floor(status.progress * 100)),
        t("Loading the model."),
      );
    case "failed":
      return { text: t("$(error) Ponder: trouble"), tooltip: [status.error.message, status.error.hint], tone: "error" };
    case "ready": {
      const { model } = status;
      const activity = activities[status.activity];
      const ready = model.isDemo ? t("ready (demo)") : t("ready");
      return normal(
        activity ? `${activity.icon} Ponder: ${activity.word()}` : `$(check) Ponder: ${ready}`,
        model.isDemo ? t("{0}: a tiny demo, not for real work", model.name) : model.name,
        t("{0} · {1} tokens of context", whereText(model), model.contextSize.toLocaleString("en")),
        ...secondModelLines(model),
        ...(status.memoryBytes === undefined ? [] : [memoryText(status.memoryBytes, model.vramBytes)]),
        ...(model.notice === undefined ? [] : [model.notice.text]),
      );
    }
  }
}

function memoryText(bytes: number, vramBytes: number | undefined): string {
  if (vramBytes === undefined) return t("Memory: {0}", sizeText(bytes));
  return t("Memory: {0}, {1} of graphics memory", sizeText(bytes), sizeText(vramBytes));
}

function normal(text: string, ...tooltip: readonly string[]): StatusText {
  return { text, tooltip, tone: "normal" };
}
