/**
 * `ponder/health/ping`, client → server, request without parameters, every {@link pingIntervalMs}; answers `null`.
 *
 * A framing fault leaves a language server deaf, not dead, so its exit is not enough to notice it: after
 * {@link missedPings} pings without an answer the client restarts it. Errors: none.
 */
export const healthPingMethod = "ponder/health/ping";

export const pingIntervalMs = 5_000;
export const missedPings = 3;

/**
 * `ponder/health/willRestart`, client → server, request without parameters, before a `shutdown` after which the client
 * starts the server again at once: frees the model, and keeps the KV cache of the conversation in a file of the user's
 * where reading that is faster than to evaluate the conversation again. Answers with a `WillRestartResult`. A server that
 * is not asked leaves no such file behind. Errors: none.
 */
export const healthWillRestartMethod = "ponder/health/willRestart";

/** What a server that ends has for the next one. */
export interface WillRestartResult {
  /** To be sent to the next server as `initializationOptions.resume`, as it is. */
  readonly resume: Resume;
}

/** How the next server finds what this one kept, and asks in a way in which it is of use. */
export interface Resume {
  /** Names the file of the KV cache. */
  readonly cache: string;
  /** The conversations of whose prompts something was left out: the next prompt begins as the one in the cache. */
  readonly cuts: readonly ConversationCut[];
}

/** What of a conversation stands in no prompt, counted from its beginning. */
export interface ConversationCut {
  readonly conversationId: string;
  /** Turns that are left out as a whole. */
  readonly turns: number;
  /** Turns whose files are left out; at least `turns`. */
  readonly files: number;
}

/** What the findings are about, in the order of the report. */
export const findingGroups = [
  "installation",
  "graphics",
  "model",
  "selfTest",
  "machine",
  "network",
  "settings",
] as const;
export type FindingGroup = (typeof findingGroups)[number];

/**
 * What may help: another value of a setting, or a command. `setting`: its key, for Ponder's own ones behind `ponder.`;
 * `command`: of the editor, behind `ponder.`.
 */
export type DoctorFix = { readonly setting: string } | { readonly command: DoctorCommand };
export const doctorCommands = ["getModel", "chooseModel", "acceptModel", "tryGpu", "showLog"] as const;
export type DoctorCommand = (typeof doctorCommands)[number];

/** One line of the doctor's report. */
export interface Finding {
  readonly group: FindingGroup;
  readonly name: string;
  /** `note`: it works, and the user may want to know or change something. `failed`: something does not work. */
  readonly state: "ok" | "note" | "failed";
  readonly detail: string;
  /** Absent: there is nothing to do, or nothing that one button could. */
  readonly fix?: DoctorFix;
}

/**
 * `ponder/health/doctor`, client → server, request without parameters: checks the installation by using it: what is
 * installed and what it runs on, which graphics backends were tried, the model (it is loaded), a self-test of about ten
 * seconds that every other work goes before, the disk, what may connect, and the settings. Answers with a
 * `DoctorReport`. Nothing is written and nothing is sent. Errors: none; what fails is a finding.
 */
export interface DoctorReport {
  /** By group, in the order of {@link findingGroups}. */
  readonly findings: readonly Finding[];
  /** The same as Markdown, to be shown to others: without folders, the names of user, machine and workspace, and tokens. */
  readonly markdown: string;
}

export const healthDoctorMethod = "ponder/health/doctor";
