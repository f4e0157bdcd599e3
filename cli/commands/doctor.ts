import { healthDoctorMethod, type DoctorReport } from "../../protocol/health.js";
import { withServer, type CommandContext } from "../context.js";

/** Options of `ponder doctor`. */
export interface DoctorOptions {
  /** Prints the report as it can be shown to others. */
  readonly markdown?: boolean;
}

/**
 * `ponder doctor`: checks the installation by using it.
 *
 * @returns whether everything works.
 */
export async function doctor(context: CommandContext, { markdown: asMarkdown }: DoctorOptions = {}): Promise<boolean> {
  const { findings, markdown } = await withServer(context, (server) =>
    server.request<DoctorReport>(healthDoctorMethod, undefined, context.signal),
  );
  if (asMarkdown === true) context.output.result(markdown);
  else for (const finding of findings) context.output.event({ type: "finding", ...finding });
  return findings.every(({ state }) => state !== "failed");
}
