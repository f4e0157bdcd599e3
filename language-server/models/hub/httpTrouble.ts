import { PonderFailure, type ErrorCode } from "../../../protocol/errors.js";

/** What may help: the same again, a new address from the hub, or nothing. */
export type Remedy = "retry" | "resolve" | "none";

/** Longest time that a server may tell us to wait, in milliseconds; a larger one is as good as a refusal. */
const maxRetryAfterMs = 24 * 60 * 60_000;

const tryAgain = "Try again: the download goes on where it stopped.";

/** Something went wrong between us and the hub. */
export class HttpTrouble extends Error {
  override readonly name = "HttpTrouble";
  readonly failure: PonderFailure;
  readonly remedy: Remedy;
  /** What the server asks for before the next try, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(failure: PonderFailure, remedy: Remedy, retryAfterMs?: number) {
    super(failure.message, { cause: failure });
    this.failure = failure;
    this.remedy = remedy;
    this.retryAfterMs = retryAfterMs;
  }

  /** An answer that is not what was asked for. @param what the end of the sentence "host …". */
  static ofAnswer(url: URL, what: string, remedy: Remedy = "retry"): HttpTrouble {
    return new HttpTrouble(new PonderFailure("downloadFailed", `${url.host} ${what}.`, tryAgain), remedy);
  }

  /** A status that is no success. @param isHub the hub itself, else where it sent us. */
  static ofStatus(url: URL, status: number, isHub: boolean, retryAfter: string | undefined): HttpTrouble {
    const make = (code: ErrorCode, message: string, hint: string, remedy: Remedy) =>
      new HttpTrouble(new PonderFailure(code, message, hint), remedy, parseRetryAfter(retryAfter));
    const failed = (what: string, remedy: Remedy) =>
      make("downloadFailed", `${url.host} ${what} (status ${String(status)}).`, tryAgain, remedy);
    // The addresses of the storage behind the hub are signed for a while.
    if (!isHub && [401, 403, 404, 410].includes(status)) return failed("does not know the address any more", "resolve");
    switch (status) {
      case 401:
      case 403:
        return make(
          "accessDenied",
          `${url.host} does not let you fetch this model (status ${String(status)}).`,
          "Accept the model's conditions on its page, then give Ponder a token with “Ponder: Set Hub Token…” (terminal: HF_TOKEN).",
          "none",
        );
      case 404:
      case 410:
        return make(
          "notOnHub",
          `${url.host} has no such model, file or revision.`,
          "Check the address, or choose another model.",
          "none",
        );
      case 408:
      case 425:
        return failed("did not answer in time", "retry");
      case 416:
        return failed("has a file of another size", "resolve");
      case 429:
        return failed("asks to wait", "retry");
      default:
        return status >= 500 ? failed("has trouble of its own", "retry") : failed("refuses the request", "none");
    }
  }

  /** A proxy that does not connect us. */
  static ofProxy(status: number): HttpTrouble {
    const wantsName = status === 407;
    const failure = new PonderFailure(
      "downloadFailed",
      wantsName
        ? "The proxy wants a name and a password (status 407)."
        : `The proxy does not make the connection (status ${String(status)}).`,
      wantsName
        ? "Put them into the setting http.proxy (http://NAME:PASSWORD@HOST:PORT), or into HTTPS_PROXY."
        : "Check the setting http.proxy and HTTPS_PROXY, or add the hub's host to http.noProxy or NO_PROXY.",
    );
    return new HttpTrouble(failure, status >= 500 ? "retry" : "none");
  }

  /** What the library or the system threw. Nothing is read out of message texts: errors have codes. */
  static ofError(url: URL, error: unknown): HttpTrouble {
    if (error instanceof HttpTrouble) return error;
    const known = causesOf(error).find((one) => one instanceof HttpTrouble);
    if (known instanceof HttpTrouble) return known;
    const codes = causesOf(error).map(codeOf);
    const code = codes.find((one) => one !== undefined) ?? "unknown";
    const make = (message: string, hint: string, remedy: Remedy) =>
      new HttpTrouble(new PonderFailure("downloadFailed", `${message} (${code}).`, hint, { cause: error }), remedy);
    if (codes.some((one) => one !== undefined && certificateCodes.has(one)))
      return make(
        `The certificate of ${url.host} is not valid`,
        "If your company looks into connections, let Node.js know its authority (NODE_EXTRA_CA_CERTS), or see the setting http.proxyStrictSSL.",
        "none",
      );
    if (unreachable.has(code))
      return make(`${url.host} cannot be reached`, "Check the connection and the proxy, then try again.", "retry");
    if (silent.has(code)) return make(`${url.host} has sent nothing for a while`, tryAgain, "retry");
    return make(`The connection to ${url.host} broke off`, tryAgain, "retry");
  }
}

/** The error, what caused it, and the attempts on several addresses that it stands for. */
function causesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error)) return [error];
  const inner = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [error, ...inner, ...(error.cause === undefined ? [] : causesOf(error.cause))];
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

const unreachable: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const silent: ReadonlySet<string> = new Set(["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"]);

/** Those of Node.js' TLS (documentation, "X509 certificate error codes"). */
const certificateCodes: ReadonlySet<string> = new Set([
  "CERT_HAS_EXPIRED",
  "CERT_NOT_YET_VALID",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** Seconds, or a date (RFC 9110, "Retry-After"). */
function parseRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), maxRetryAfterMs);
}
