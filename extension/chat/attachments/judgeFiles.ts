import type { Uri } from "vscode";
import { contextJudgeMethod, type ContextJudgeResult, type IgnoreReason } from "../../../protocol/context.js";
import type { ServerSupervisor } from "../../server/supervisor.js";

/** How long the server may take, in milliseconds: as long as it takes to start. */
const limitMs = 10_000;

/** Says of each file whether the user rather keeps it to themselves; the server knows the rules. */
export type JudgeFiles = (uris: readonly Uri[]) => Promise<readonly (IgnoreReason | null)[]>;

/** Asks the server. The result throws what `ServerSupervisor.running` throws, and when it takes too long. */
export function judgeBy(server: ServerSupervisor): JudgeFiles {
  return async (uris) => {
    if (uris.length === 0) return [];
    const signal = AbortSignal.timeout(limitMs);
    const run = await server.running(signal);
    const params = { uris: uris.map((uri) => uri.toString()) };
    return (await run.request<ContextJudgeResult>(contextJudgeMethod, params, signal)).reasons;
  };
}
