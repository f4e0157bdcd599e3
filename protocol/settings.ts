import { candidateCounts } from "./verify.js";

/** One setting: its key under `ponder.`, its default, and a check of values that a user typed into a JSON file. */
interface Setting<T> {
  readonly default: T;
  /** `machine`: security-relevant or about this machine; a workspace cannot set it. */
  readonly scope: "machine" | "resource";
  readonly isValid: (value: unknown) => value is T;
}

const aBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const aString = (value: unknown): value is string => typeof value === "string";
const aCount =
  (max: number) =>
  (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;

const aCandidateCount = (value: unknown): value is number =>
  aCount(candidateCounts.max)(value) && value >= candidateCounts.min;

export const gpuChoices = ["auto", "cuda", "vulkan", "metal", "cpu"] as const;
export type GpuChoice = (typeof gpuChoices)[number];
const aGpu = (value: unknown): value is GpuChoice => (gpuChoices as readonly unknown[]).includes(value);

/** `auto`: the letters of the prompt; `any`: no limit; else the language whose letters may be used. */
export const languages = ["auto", "any", "en", "zh", "ja", "ko", "ru", "el", "ar", "he", "hi", "th"] as const;
export type Language = (typeof languages)[number];
const aLanguage = (value: unknown): value is Language => (languages as readonly unknown[]).includes(value);

/** How much the model thinks before it answers: a limit of its tokens, and with `off` not at all. */
export const thinkingEfforts = ["off", "low", "medium", "high"] as const;
export type ThinkingEffort = (typeof thinkingEfforts)[number];
export const isThinkingEffort = (value: unknown): value is ThinkingEffort =>
  (thinkingEfforts as readonly unknown[]).includes(value);

/** The next larger effort; `undefined` when there is none. */
export function moreEffort(effort: ThinkingEffort): ThinkingEffort | undefined {
  return thinkingEfforts[thinkingEfforts.indexOf(effort) + 1];
}

/** How thoughts are shown: open while they come and folded afterwards (`auto`), always open, or always folded. */
export const thoughtDisplays = ["auto", "open", "folded"] as const;
export type ThoughtDisplay = (typeof thoughtDisplays)[number];
export const isThoughtDisplay = (value: unknown): value is ThoughtDisplay =>
  (thoughtDisplays as readonly unknown[]).includes(value);

/** Where a proposal is shown first: in a diff editor, or between the lines of the file itself. */
export const editsViews = ["diff", "inline"] as const;
export type EditsView = (typeof editsViews)[number];
export const isEditsView = (value: unknown): value is EditsView => (editsViews as readonly unknown[]).includes(value);

/** Types of the numbers in the KV cache. Half of the bits is half of the memory. */
export const kvCacheTypes = ["f16", "q8_0", "q5_1", "q4_0"] as const;
export type KvCacheType = (typeof kvCacheTypes)[number];
const aKvCache = (value: unknown): value is KvCacheType => (kvCacheTypes as readonly unknown[]).includes(value);

export const flashAttentionChoices = ["auto", "on", "off"] as const;
export type FlashAttention = (typeof flashAttentionChoices)[number];
const aFlashAttention = (value: unknown): value is FlashAttention =>
  (flashAttentionChoices as readonly unknown[]).includes(value);

/** A LoRA adapter: a GGUF file made for the model that is loaded, and how strongly it applies (1: as trained). */
export interface Adapter {
  readonly path: string;
  readonly scale: number;
}
const anAdapter = (value: unknown): value is Adapter => {
  if (typeof value !== "object" || value === null) return false;
  const { path, scale } = value as Readonly<Record<string, unknown>>;
  return typeof path === "string" && path !== "" && typeof scale === "number" && Number.isFinite(scale);
};
const adapters = (value: unknown): value is readonly Adapter[] => Array.isArray(value) && value.every(anAdapter);

/** Per language id whether completions come by themselves; `*` stands for all that are not named. */
export type LanguageSwitches = Readonly<Record<string, boolean>>;

/** What the switches say about a language. */
export function isLanguageOn(switches: LanguageSwitches, languageId: string): boolean {
  return switches[languageId] ?? switches["*"] ?? true;
}

const languageSwitches = (value: unknown): value is LanguageSwitches =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((on) => typeof on === "boolean");

const strings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");

const declare = <T>(setting: Setting<T>): Setting<T> => setting;

/** Every setting of Ponder. The manifest repeats key, default and scope; a test compares the two. */
export const settings = {
  /** Absolute path of a GGUF file; empty: the demo model in the package. */
  "model.path": declare({ default: "", scope: "machine", isValid: aString }),
  /** Tokens of context for chat; 0: chosen from the model, at most 8192. */
  "model.contextSize": declare({ default: 0, scope: "machine", isValid: aCount(1_048_576) }),
  /** Minutes without work after which the model's memory is freed; 0: never. */
  "model.idleUnload": declare({ default: 30, scope: "machine", isValid: aCount(1_440) }),
  /** Absolute path of a small GGUF of the same vocabulary that guesses tokens for the model; empty: none. */
  "model.draft": declare({ default: "", scope: "machine", isValid: aString }),
  /** LoRA adapters of the model. */
  "model.adapters": declare<readonly Adapter[]>({ default: [], scope: "machine", isValid: adapters }),
  /** Absolute path of the folder for downloaded models; empty: the folder for data of this user. */
  "downloads.folder": declare({ default: "", scope: "machine", isValid: aString }),
  /** Address of a mirror of the Hugging Face hub; empty: `HF_ENDPOINT`, else huggingface.co. */
  "downloads.hub": declare({ default: "", scope: "machine", isValid: aString }),
  /** Where the model runs. */
  "engine.gpu": declare<GpuChoice>({ default: "auto", scope: "machine", isValid: aGpu }),
  /** Threads for the engine; 0: from the physical cores, a container's limit and the battery. */
  "engine.threads": declare({ default: 0, scope: "machine", isValid: aCount(256) }),
  /** Type of the numbers in the KV cache. */
  "engine.kvCache": declare<KvCacheType>({ default: "f16", scope: "machine", isValid: aKvCache }),
  /** Whether attention is computed piece by piece. */
  "engine.flashAttention": declare<FlashAttention>({ default: "auto", scope: "machine", isValid: aFlashAttention }),
  /** How much the model thinks before it answers. */
  "thinking.effort": declare<ThinkingEffort>({ default: "medium", scope: "resource", isValid: isThinkingEffort }),
  /** How the panel shows thoughts; read by the extension alone. */
  "thinking.display": declare<ThoughtDisplay>({ default: "auto", scope: "resource", isValid: isThoughtDisplay }),
  /** Where a proposal is shown first; read by the extension alone. */
  "edits.view": declare<EditsView>({ default: "diff", scope: "resource", isValid: isEditsView }),
  /** Whether the active editor's selection or file goes along with questions by itself; read by the extension alone. */
  "chat.automaticContext": declare({ default: true, scope: "resource", isValid: aBoolean }),
  /** In which letters the model may think and answer. */
  "thinking.language": declare<Language>({ default: "auto", scope: "resource", isValid: aLanguage }),
  /** How many answers are written to one fix; several are verified and ranked. */
  "fix.candidates": declare({ default: 1, scope: "resource", isValid: aCandidateCount }),
  /** Whether what the checks found wrong with the best candidate is fed back for one more round. */
  "fix.retry": declare({ default: false, scope: "resource", isValid: aBoolean }),
  /** Shell command that runs the tests, in a copy of the folder; read by the extension alone, which asks first. */
  "fix.testCommand": declare({ default: "", scope: "machine", isValid: aString }),
  /** Whether completions come while typing. On demand they always come. */
  "completion.enabled": declare({ default: true, scope: "resource", isValid: aBoolean }),
  /** The same by language. */
  "completion.languages": declare<LanguageSwitches>({
    default: { "*": true, plaintext: false, scminput: false },
    scope: "resource",
    isValid: languageSwitches,
  }),
  /** Globs of files in which no completions are made and whose text is never used for one. */
  "completion.exclude": declare<readonly string[]>({ default: [], scope: "resource", isValid: strings }),
  /** Whether completions come by themselves inside comments. */
  "completion.inComments": declare({ default: true, scope: "resource", isValid: aBoolean }),
  /** Whether completions come by themselves while the machine runs on its battery. */
  "completion.onBattery": declare({ default: true, scope: "machine", isValid: aBoolean }),
  /** Whether places are proposed that an edit by hand made stale. */
  "completion.nextEdit": declare({ default: true, scope: "resource", isValid: aBoolean }),
  /** Absolute path of a GGUF file for completions; empty: the model of `model.path`. */
  "completion.model": declare({ default: "", scope: "machine", isValid: aString }),
} as const;

export type SettingKey = keyof typeof settings;
export type Settings = { readonly [K in SettingKey]: (typeof settings)[K]["default"] };

/** A setting that had another name once. */
export interface RenamedSetting {
  readonly from: string;
  readonly to: SettingKey;
}

/**
 * Old names that are still read. The manifest keeps each, with a message that says the new one, and the extension
 * offers to move the value (`extension/settings/moveRenamed.ts`).
 */
export const renamedSettings: readonly RenamedSetting[] = [
  { from: "models.folder", to: "downloads.folder" },
  { from: "models.hub", to: "downloads.hub" },
];

/**
 * Reads the object that stands under `ponder` in a settings file. Where a setting has its default, which editors send
 * for one that nobody set, a value under its old name counts.
 *
 * @param raw nested or dotted, as editors send it; anything else counts as empty.
 * @returns every setting, and the keys whose value was refused and replaced by the default.
 */
export function readSettings(raw: unknown): { readonly values: Settings; readonly refused: readonly SettingKey[] } {
  const refused: SettingKey[] = [];
  const read = <K extends SettingKey>(key: K): Settings[K] => {
    const setting = settings[key] as Setting<Settings[K]>;
    let value = lookUp(raw, key);
    if (value === undefined || value === null || value === setting.default) value = lookUpOld(raw, key);
    if (value === undefined || value === null) return setting.default;
    if (setting.isValid(value)) return value;
    refused.push(key);
    return setting.default;
  };
  const values: Settings = {
    "model.path": read("model.path"),
    "model.contextSize": read("model.contextSize"),
    "model.idleUnload": read("model.idleUnload"),
    "model.draft": read("model.draft"),
    "model.adapters": read("model.adapters"),
    "downloads.folder": read("downloads.folder"),
    "downloads.hub": read("downloads.hub"),
    "engine.gpu": read("engine.gpu"),
    "engine.threads": read("engine.threads"),
    "engine.kvCache": read("engine.kvCache"),
    "engine.flashAttention": read("engine.flashAttention"),
    "thinking.effort": read("thinking.effort"),
    "thinking.display": read("thinking.display"),
    "edits.view": read("edits.view"),
    "chat.automaticContext": read("chat.automaticContext"),
    "thinking.language": read("thinking.language"),
    "fix.candidates": read("fix.candidates"),
    "fix.retry": read("fix.retry"),
    "fix.testCommand": read("fix.testCommand"),
    "completion.enabled": read("completion.enabled"),
    "completion.languages": read("completion.languages"),
    "completion.exclude": read("completion.exclude"),
    "completion.inComments": read("completion.inComments"),
    "completion.onBattery": read("completion.onBattery"),
    "completion.nextEdit": read("completion.nextEdit"),
    "completion.model": read("completion.model"),
  };
  return { values, refused };
}

function lookUpOld(raw: unknown, key: SettingKey): unknown {
  const old = renamedSettings.find(({ to }) => to === key);
  return old && lookUp(raw, old.from);
}

function lookUp(raw: unknown, key: string): unknown {
  if (typeof raw !== "object" || raw === null) return undefined;
  const record = raw as Record<string, unknown>;
  if (key in record) return record[key];
  const dot = key.indexOf(".");
  return dot < 0 ? undefined : lookUp(record[key.slice(0, dot)], key.slice(dot + 1));
}
