/**
 * `ponder/health/ping`, client → server, request without parameters, every {@link pingIntervalMs}; answers `null`.
 *
 * A framing fault leaves a language server deaf, not dead, so its exit is not enough to notice it: after
 * {@link missedPings} pings without an answer the client restarts it. Errors: none.
 */
export const healthPingMethod = "ponder/health/ping";

export const pingIntervalMs = 5_000;
export const missedPings = 3;

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
