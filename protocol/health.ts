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

/** How the next server finds what this one kept. */
export interface WillRestartResult {
  /** To be sent to the next server as `initializationOptions.resume`. */
  readonly resume: string;
}

/** One line of `ponder doctor`. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/**
 * `ponder/health/doctor`, client → server, request without parameters: checks the installation by using it (loads
 * the model, runs a short thought and a completion) and answers with a `DoctorReport`. Errors: none; what
 * fails is a finding.
 */
export interface DoctorReport {
  /** In a fixed order. */
  readonly findings: readonly Finding[];
}

export const healthDoctorMethod = "ponder/health/doctor";
