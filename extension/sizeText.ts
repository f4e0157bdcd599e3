import { t } from "../protocol/localise.js";

/** Bytes for people, in the decimal units of file managers. */
export const sizeText = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;

/** A time that is left, for people: roughly, as it is an estimate. */
export function timeLeftText(seconds: number): string {
  if (seconds < 60) return t("{0} s left", Math.max(1, Math.round(seconds)));
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t("{0} min left", minutes) : t("{0} h {1} min left", Math.floor(minutes / 60), minutes % 60);
}
