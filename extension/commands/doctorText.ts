import type { DoctorReport } from "../../protocol/health.js";

/** The doctor's report as a Markdown document. Pure. */
export function doctorText({ findings }: DoctorReport): string {
  const failed = findings.filter(({ ok }) => !ok).length;
  const summary = failed === 0 ? "Everything works." : `${failed} of ${findings.length} checks failed.`;
  const lines = findings.map(({ name, ok, detail }) => `- ${ok ? "✓" : "✗"} **${name}**: ${detail}`);
  return ["# Ponder doctor", "", summary, "", ...lines, ""].join("\n");
}
