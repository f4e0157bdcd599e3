import { findingGroups, type Finding, type FindingGroup } from "../../protocol/health.js";
import { redact, type Secrets } from "./redact.js";

const titles: Readonly<Record<FindingGroup, string>> = {
  installation: "Installation",
  graphics: "Graphics",
  model: "Model",
  selfTest: "Self-test",
  machine: "Machine",
  network: "Network",
  settings: "Settings",
};

const marks = { ok: "✓", note: "!", failed: "✗" } as const;

/** The doctor's findings as Markdown that can be shown to others. Pure. */
export function reportMarkdown(findings: readonly Finding[], secrets: Secrets): string {
  const sections = findingGroups.flatMap((group) => {
    const own = findings.filter((finding) => finding.group === group);
    if (own.length === 0) return [];
    const lines = own.map(({ name, state, detail }) => `- ${marks[state]} **${name}**: ${inOneLine(detail)}`);
    return ["", `## ${titles[group]}`, "", ...lines];
  });
  return redact(`${["# Ponder doctor", ...sections].join("\n")}\n`, secrets);
}

const inOneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
