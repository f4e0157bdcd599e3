import { readFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Connection, InitializeParams, ServerCapabilities } from "vscode-languageserver";
import { PonderFailure, type ErrorCode } from "../../protocol/errors.js";
import {
  findingGroups,
  healthDoctorMethod,
  type DoctorFix,
  type DoctorReport,
  type Finding,
  type FindingGroup,
} from "../../protocol/health.js";
import type { ModelInfo } from "../../protocol/model.js";
import { backendNames, backendsOf, graphicsFindings, hasBinary, type BackendName } from "../doctor/backends.js";
import { readDrivers } from "../doctor/drivers.js";
import { freeSpace } from "../doctor/freeSpace.js";
import { modelFindings } from "../doctor/modelFindings.js";
import { networkFindings } from "../doctor/networkFindings.js";
import type { Secrets } from "../doctor/redact.js";
import { reportMarkdown } from "../doctor/reportMarkdown.js";
import { testCompleting, testReading, testThinking, type SelfTestParts } from "../doctor/selfTest.js";
import { settingsFindings } from "../doctor/settingsFindings.js";
import { tryDevices, type DevicesAnswer } from "../engine/llama/devices.js";
import type { Feature } from "../feature.js";
import type { Log } from "../log.js";
import { engineBinaries, engineVersion } from "../models/engineVersion.js";
import { readMemory } from "../models/fit/machine.js";
import { readNetworkSettings } from "../models/hub/networkSettings.js";
import { modelsFolder } from "../models/library/modelsFolder.js";
import { readCpu, threadCount } from "../models/threadCount.js";
import { onRequest0 } from "../requests.js";
import type { SettingsStore } from "../settings.js";

/** Oldest Node.js that Ponder runs on, as in the manifest. */
const oldestNode = [20, 19] as const;
/** Less free space holds no model worth having, in bytes. */
const littleSpace = 5e9;

/** What the feature needs. */
export interface DoctorParts extends SelfTestParts {
  readonly connection: Connection;
  readonly settings: SettingsStore;
  readonly onBattery: () => boolean;
  readonly log: Log;
  /** Folder of the bundles, from where the engine's package is looked for. */
  readonly home: string;
}

/** `ponder/health/doctor`: looks at everything that Ponder needs, by using it. What it says lies in `doctor/`. */
export class Doctor implements Feature {
  readonly #parts: DoctorParts;
  #client = "";
  #workspaces: readonly { readonly folder: string; readonly name: string }[] = [];

  constructor(parts: DoctorParts) {
    this.#parts = parts;
  }

  initialize({ clientInfo, workspaceFolders }: InitializeParams): ServerCapabilities {
    const { connection, log } = this.#parts;
    this.#client = [clientInfo?.name, clientInfo?.version].filter((part) => part !== undefined).join(" ");
    this.#workspaces = (workspaceFolders ?? []).flatMap(({ uri, name }) =>
      uri.startsWith("file:") ? [{ folder: fileURLToPath(uri), name }] : [],
    );
    onRequest0(connection, log, healthDoctorMethod, (signal) => this.#examine(signal));
    return {};
  }

  async #examine(signal: AbortSignal): Promise<DoctorReport> {
    const findings: Finding[] = [];
    const check = async (
      group: FindingGroup,
      name: string,
      work: () => Promise<readonly Finding[] | Pick<Finding, "state" | "detail"> | string>,
    ): Promise<boolean> => {
      signal.throwIfAborted();
      try {
        const found = await work();
        if (typeof found === "string") findings.push({ group, name, state: "ok", detail: found });
        else if ("detail" in found) findings.push({ group, name, ...found });
        else findings.push(...found);
        return true;
      } catch (error) {
        signal.throwIfAborted();
        this.#parts.log.error(`doctor: ${name}`, error);
        findings.push({ group, name, state: "failed", ...failure(error) });
        return false;
      }
    };
    await this.#installation(check);
    const { models, engine } = this.#parts;
    // Before the graphics, which say whether the model uses them. What it takes is known when it has worked.
    let info: ModelInfo | undefined;
    await check("model", "Model", async () => {
      ({ info } = await models.ready(signal, { byUser: true }));
      return [];
    });
    await check("graphics", "Graphics", () => this.#graphics(signal));
    await check("graphics", "Drivers", async () => (await readDrivers()).join(", ") || "the system names none");
    if (info !== undefined) {
      await check("selfTest", "Reading", () => testReading(this.#parts, signal));
      await check("selfTest", "Thinking", () => testThinking(this.#parts, signal));
      await check("selfTest", "Completion", () => testCompleting(this.#parts, signal));
      const { status } = models;
      findings.push(...modelFindings(info, engine.model, status.state === "ready" ? status.memoryBytes : undefined));
    }
    await check("machine", "Machine", () => this.#machine());
    await check("network", "Network", () => this.#network());
    await check("settings", "Settings", () => this.#settings());
    findings.sort((a, b) => findingGroups.indexOf(a.group) - findingGroups.indexOf(b.group));
    return { findings, markdown: reportMarkdown(findings, await this.#secrets()) };
  }

  async #installation(check: (group: "installation", name: string, work: () => Promise<string>) => Promise<boolean>) {
    const { home } = this.#parts;
    const own = async (name: string, work: () => string | Promise<string>) =>
      check("installation", name, async () => work());
    await own("Editor", () => this.#client || "not told");
    await own("Ponder", () => ponderVersion(home));
    await own("Node.js", () => nodeVersion(process.versions.node));
    await own("Engine", async () => `node-llama-cpp ${await engineVersion(home)}`);
    await own("Binaries", async () => (await engineBinaries(home)).join(", ") || "none");
  }

  async #graphics(signal: AbortSignal): Promise<readonly Finding[]> {
    const { home, models, settings } = this.#parts;
    const { platform, arch } = process;
    const binaries = await engineBinaries(home);
    const trials: Partial<Record<BackendName, DevicesAnswer>> = {};
    for (const backend of backendNames) {
      if (!backendsOf(platform, arch).includes(backend) || !hasBinary(binaries, backend)) continue;
      trials[backend] = await tryDevices(path.join(home, "devices.cjs"), backend, signal);
    }
    const { status } = models;
    const setting = (await settings.get())["engine.gpu"];
    const used = status.state === "ready" ? { used: status.model } : {};
    return graphicsFindings({ platform, arch, setting, binaries, trials, ...used });
  }

  async #machine(): Promise<readonly Finding[]> {
    const { settings, onBattery } = this.#parts;
    const values = await settings.get();
    const battery = onBattery();
    const cpu = readCpu(battery);
    const memory = readMemory();
    const space = await freeSpace(modelsFolder(values["downloads.folder"]));
    const group = "machine";
    return [
      { group, name: "System", state: "ok", detail: `${os.type()} ${os.release()}, ${process.arch}` },
      {
        group,
        name: "Processor",
        state: "ok",
        detail:
          `${os.cpus()[0]?.model.trim() ?? "unknown"}, ${String(cpu.physicalCores)} cores, ` +
          `${String(threadCount(values["engine.threads"], cpu))} thread(s) for the engine` +
          (battery ? ", on the battery" : ""),
      },
      {
        group,
        name: "Memory",
        state: "ok",
        detail: `${gigabytes(memory.available)} of ${gigabytes(memory.total)} available`,
      },
      space === undefined || space >= littleSpace
        ? {
            group,
            name: "Disk for models",
            state: "ok",
            detail: space === undefined ? "not told" : `${gigabytes(space)} free`,
          }
        : {
            group,
            name: "Disk for models",
            state: "note",
            detail: `only ${gigabytes(space)} free`,
            fix: { setting: "ponder.downloads.folder" },
          },
    ];
  }

  async #network(): Promise<readonly Finding[]> {
    const { settings } = this.#parts;
    const { "downloads.hub": hub } = await settings.get();
    return networkFindings({
      hub,
      network: readNetworkSettings(await settings.foreign("http")),
      environment: process.env,
    });
  }

  async #settings(): Promise<readonly Finding[]> {
    const { settings, models } = this.#parts;
    const { status } = models;
    return settingsFindings({
      values: await settings.get(),
      refused: await settings.refused(),
      platform: process.platform,
      arch: process.arch,
      processors: os.availableParallelism(),
      ...(status.state === "ready" && { model: status.model }),
    });
  }

  async #secrets(): Promise<Secrets> {
    const values = await this.#parts.settings.get();
    const files = [values["model.path"], values["model.draft"], values["completion.model"]];
    return {
      folders: [
        ...this.#workspaces.map(({ folder }) => folder),
        ...files.map((file) => path.dirname(file.trim())),
        values["downloads.folder"].trim(),
        this.#parts.home,
        os.homedir(),
      ],
      names: [
        ...this.#workspaces.map(({ name }) => [name, "<workspace>"] as const),
        [os.hostname(), "<machine>"],
        [os.userInfo().username, "<user>"],
      ],
    };
  }
}

/** What may help after an error. */
const fixes: Readonly<Partial<Record<ErrorCode, DoctorFix>>> = {
  modelNotFound: { command: "chooseModel" },
  modelDamaged: { command: "getModel" },
  modelUnsupported: { command: "getModel" },
  modelChanged: { command: "acceptModel" },
  modelLoadFailed: { command: "showLog" },
  engineStopped: { command: "showLog" },
  engineUnavailable: { command: "showLog" },
  badRequest: { setting: "ponder.downloads.folder" },
};

function failure(error: unknown): Pick<Finding, "detail" | "fix"> {
  if (!PonderFailure.is(error)) return { detail: String(error), fix: { command: "showLog" } };
  const { code, message, hint } = error.data;
  const fix = fixes[code];
  return { detail: `${message} ${hint}`, ...(fix && { fix }) };
}

/** From the manifest above the bundles. */
async function ponderVersion(home: string): Promise<string> {
  for (let at = home; ; at = path.dirname(at)) {
    const text = await readFile(path.join(at, "package.json"), "utf8").catch(() => "{}");
    const { name, version } = JSON.parse(text) as { readonly name?: unknown; readonly version?: unknown };
    if (name === "ponder") return String(version);
    if (path.dirname(at) === at) return "not told";
  }
}

function nodeVersion(version: string): string {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return version;
  throw new PonderFailure(
    "internal",
    `Node.js ${version} is too old.`,
    `Install Node.js ${oldestNode.join(".")} or newer.`,
  );
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
