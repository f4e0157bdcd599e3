import type {
  DownloadState,
  FitVerdict,
  FoundModel,
  ListedFile,
  ListedModel,
  MachineFacts,
  ModelPlace,
  ModelsDownloadResult,
} from "../protocol/models.js";
import type { FitEvent } from "./output.js";

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;

const places: Readonly<Record<ModelPlace, string>> = {
  ponder: "downloaded",
  huggingFace: "in the Hugging Face cache",
  lmStudio: "in LM Studio's folder",
  ollama: "in Ollama's folder",
};

/** A model of the list, with its files, for people. */
export function modelLines({ id, name, role, parameters, licence, base, files }: ListedModel): string {
  const billions = (parameters / 1e9).toFixed(1);
  const licences = [licence.name, ...(base ? [`base ${base.licence.name}`] : [])].join("; ");
  const head = `${id}  ${name}, ${billions} billion parameters, for ${role}; licence ${licences}\n`;
  return head + files.map(fileLine).join("");
}

function fileLine({ quantisation, bytes, path, place }: ListedFile): string {
  const where = path === undefined || place === undefined ? "" : `  ${places[place]}: ${path}`;
  return `    ${quantisation.padEnd(7)} ${gigabytes(bytes).padStart(9)}${where}\n`;
}

/** A model that is there and in no list. */
export const foundLine = ({ name, bytes, path, place }: FoundModel): string =>
  `${name}  ${gigabytes(bytes)}, ${places[place]}: ${path}\n`;

const verdicts: Readonly<Record<FitVerdict, string>> = {
  gpu: "fits on the GPU",
  partly: "partly on the GPU",
  cpu: "on the CPU",
  tooBig: "too big",
};

/** What was measured. */
export function machineLines(machine: MachineFacts & { readonly contextSize: number }): string {
  const { memoryBytes, availableBytes, physicalCores, threads, onBattery, bandwidth, gpu, contextSize } = machine;
  const graphics = gpu
    ? `${gpu.devices.join(", ")}: ${gigabytes(gpu.freeBytes)} of ${gigabytes(gpu.totalBytes)} free`
    : "no GPU that Ponder can use";
  return [
    `Memory: ${gigabytes(availableBytes)} of ${gigabytes(memoryBytes)} free, read at ${gigabytes(bandwidth)}/s`,
    `Processor: ${String(physicalCores)} cores, ${String(threads)} threads${onBattery ? ", on battery" : ""}`,
    `Graphics: ${graphics}`,
    `With ${String(contextSize)} tokens of context:`,
    "",
  ].join("\n");
}

/** How a file runs. */
export function fitLine(event: FitEvent): string {
  const { id, role, quantisation, verdict, memoryBytes, tokensPerSecond, largestContext, recommended } = event;
  const parts = [
    `${id} ${quantisation}`.padEnd(30),
    verdicts[verdict].padEnd(18),
    gigabytes(memoryBytes).padStart(9),
    (tokensPerSecond === undefined ? "" : `${tokensPerSecond.toFixed(1)} tokens/s`).padStart(15),
    (largestContext === undefined ? "" : `context up to ${String(largestContext)}`).padEnd(22),
    recommended ? `  recommended for ${role}` : "",
  ];
  return `${parts.join(" ").trimEnd()}\n`;
}

/** How a download stands, on one line. */
export function downloadLine(state: DownloadState): string {
  const { name, phase, receivedBytes, totalBytes, bytesPerSecond, secondsLeft, trouble, disk } = state;
  if (phase === "asking") return `${name}: asking the hub…`;
  if (phase === "verifying") return `${name}: verifying…`;
  if (phase === "waiting" && trouble)
    return `${name}: ${trouble.message} Trying again in ${String(trouble.retryInSeconds)} s.`;
  if (phase === "diskFull" && disk)
    return `${name}: paused, the disk is full: ${gigabytes(disk.neededBytes)} needed, ${gigabytes(disk.freeBytes)} free.`;
  const parts = [
    totalBytes === undefined ? gigabytes(receivedBytes) : `${gigabytes(receivedBytes)} of ${gigabytes(totalBytes)}`,
    ...(bytesPerSecond === undefined ? [] : [`${(bytesPerSecond / 1e6).toFixed(1)} MB/s`]),
    ...(secondsLeft === undefined ? [] : [`${clock(secondsLeft)} left`]),
    ...(phase === "shared" ? ["another program downloads it"] : []),
  ];
  return `${name}: ${parts.join(" · ")}`;
}

/** What came of it. */
export const downloadedLine = ({ sha256, wasKnown, place }: ModelsDownloadResult): string =>
  `SHA-256 ${sha256}: ${wasKnown ? "as it must be" : "recorded now, a later change will be noticed"}` +
  (place === "ponder" ? "." : `; it was ${places[place]} already.`);

/** `1:05:09` or `2:30`. */
function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = two(seconds % 60);
  return hours === 0 ? `${String(minutes)}:${rest}` : `${String(hours)}:${two(minutes)}:${rest}`;
}
