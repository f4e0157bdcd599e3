import { healthDoctorMethod, type DoctorReport } from "../../protocol/health.js";
import { withServer, type CommandContext } from "../context.js";

/**
 * `ponder doctor`: checks the installation by using it.
 *
 * @returns whether everything is well.
 */
export async function doctor(context: CommandContext): Promise<boolean> {
  const { findings } = await withServer(context, (server) =>
    server.request<DoctorReport>(healthDoctorMethod, undefined, context.signal),
  );
  for (const finding of findings) context.output.event({ type: "finding", ...finding });
  return findings.every(({ ok }) => ok);
}
