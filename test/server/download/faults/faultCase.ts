import type { ErrorCode } from "../../../../protocol/errors.js";
import type { Fault, Faults, FakeHubOptions, SeenRequest } from "../../../support/hub/fakeHub.js";

/** One thing that goes wrong on the way, and what has to come of it. */
export interface FaultCase {
  readonly name: string;
  readonly hub?: FakeHubOptions;
  /** Makes the faults anew, with their own memory of what happened. */
  readonly faults: () => Faults;
  /** `ok`: the right file, in spite of it. */
  readonly expected: "ok" | ErrorCode;
  /** How often the file may be sent as a whole; default: where it succeeds once and a third, for pieces sent again. */
  readonly maxFetches?: number;
}

/** Bytes of the file that is fetched: twelve pieces. */
export const fileBytes = 1_500_000;

type Which = (request: SeenRequest) => boolean;

export const isHead: Which = ({ at, method }) => at === "hub" && method === "HEAD";
export const isContent: Which = ({ method, path }) => method === "GET" && !path.startsWith("/api/");
/** The request for the piece with this byte in it. */
export const hasByte =
  (byte: number): Which =>
  (request) =>
    isContent(request) && (request.range === undefined || (request.range.from <= byte && byte < request.range.to));

/** Only where the hub sent us. */
export const atStorage =
  (which: Which): Which =>
  (request) =>
    request.at === "storage" && which(request);

/** Goes wrong each time. */
export const always = (which: Which, fault: Fault) => (): Faults => (request) => (which(request) ? fault : undefined);

/** Goes wrong so often, then no more. */
export const times = (count: number, which: Which, fault: Fault) => (): Faults => {
  let left = count;
  return (request) => (which(request) && left-- > 0 ? fault : undefined);
};

export const once = (which: Which, fault: Fault) => times(1, which, fault);
