/** One entry of `properties` in a section of `contributes.configuration` in `package.json`. */
export interface ContributedSetting {
  readonly type: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope: string;
  readonly markdownDescription?: string;
  /** It has another name now. */
  readonly markdownDeprecationMessage?: string;
}

/** A section of `contributes.configuration`. */
export interface SettingsSection {
  readonly title: string;
  readonly order: number;
  readonly properties: Readonly<Record<string, ContributedSetting>>;
}

/** Writes `docs/settings.md` from the manifest. */
export function settingsDocument(sections: readonly SettingsSection[]): string {
  const parts = sections.flatMap(({ title, properties }) => [
    "",
    `## ${title}`,
    ...Object.entries(properties).flatMap(([name, setting]) => ["", `### ${name}`, "", ...entry(setting)]),
  ]);
  return `${[preface, ...parts].join("\n")}\n`;
}

const preface = `# Settings

Generated from \`package.json\` by \`npm run docs\`; a test compares the two with
[protocol/settings.ts](../protocol/settings.ts). Do not edit.

A value that is not allowed counts as the default; Ponder says so, and *Ponder: Run Doctor* lists it. Where a setting
got another name, the old one is read until the new one has a value, and Ponder offers to move it.`;

const scopes: Readonly<Record<string, string>> = {
  machine: "of the machine: a workspace cannot set it",
  resource: "of the resource: may differ per workspace folder",
  "language-overridable": "of the resource: may differ per workspace folder and per language",
};

function entry(setting: ContributedSetting): readonly string[] {
  const { markdownDeprecationMessage, markdownDescription = "", scope } = setting;
  if (markdownDeprecationMessage !== undefined) return [withoutLinks(markdownDeprecationMessage)];
  return [
    withoutLinks(markdownDescription),
    "",
    ...valuesOf(setting),
    `- default: \`${JSON.stringify(setting.default)}\``,
    `- ${scopes[scope] ?? scope}`,
  ];
}

/** `#ponder.x#` is a link in the editor only. */
const withoutLinks = (text: string): string => text.replace(/`#([\w.]+)#`/g, "`$1`");

function valuesOf({
  type,
  enum: choices,
  enumDescriptions = [],
  minimum,
  maximum,
}: ContributedSetting): readonly string[] {
  if (choices)
    return [
      "- values:",
      ...choices.map((choice, at) => {
        const meaning = enumDescriptions[at];
        return `  - \`"${choice}"\`${meaning === undefined ? "" : `: ${meaning}`}`;
      }),
    ];
  return [
    `- values: ${minimum === undefined || maximum === undefined ? type : `${type} from ${minimum} to ${maximum}`}`,
  ];
}
