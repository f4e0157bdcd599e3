/** One entry of `contributes.configuration.properties` in `package.json`. */
export interface ContributedSetting {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope: string;
  readonly markdownDescription: string;
}

/** Writes `docs/settings.md` from the manifest. */
export function settingsDocument(properties: Readonly<Record<string, ContributedSetting>>): string {
  const sections = Object.entries(properties).flatMap(([name, setting]) => [
    "",
    `## ${name}`,
    "",
    setting.markdownDescription,
    "",
    `- values: ${valuesOf(setting)}`,
    `- default: \`${JSON.stringify(setting.default)}\``,
    `- ${scopes[setting.scope] ?? setting.scope}`,
  ]);
  return `${[preface, ...sections].join("\n")}\n`;
}

const preface = `# Settings

Generated from \`package.json\` by \`npm run docs\`; a test compares the two with
[protocol/settings.ts](../protocol/settings.ts). Do not edit.

A value that is not allowed counts as the default, and the log says so.`;

const scopes: Readonly<Record<string, string>> = {
  machine: "of the machine: a workspace cannot set it",
  resource: "of the resource: may differ per workspace folder",
  "language-overridable": "of the resource: may differ per workspace folder and per language",
};

function valuesOf({ type, enum: choices, minimum, maximum }: ContributedSetting): string {
  if (choices) return choices.map((choice) => `\`"${choice}"\``).join(", ");
  return minimum === undefined || maximum === undefined ? type : `${type} from ${minimum} to ${maximum}`;
}
