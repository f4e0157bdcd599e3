import { t } from "../../protocol/localise.js";
import type { DownloadState } from "../../protocol/models.js";
import type { PanelDownload } from "../../protocol/panel/state.js";
import { sizeText, timeLeftText } from "../sizeText.js";

/** How a download stands, for the notification, the panel and the status item's tooltip. Pure. */
export function downloadText(state: DownloadState): string {
  const { phase, receivedBytes, totalBytes, bytesPerSecond, secondsLeft, trouble, disk } = state;
  switch (phase) {
    case "asking":
      return t("asking the hub…");
    case "verifying":
      return t("verifying its SHA-256…");
    case "waiting":
      return trouble ? t("{0} Trying again in {1} s.", trouble.message, trouble.retryInSeconds) : t("waiting…");
    case "diskFull":
      return disk
        ? t("paused, the disk is full: {0} needed, {1} free", sizeText(disk.neededBytes), sizeText(disk.freeBytes))
        : t("paused, the disk is full");
    case "downloading":
    case "shared":
      return [
        totalBytes === undefined
          ? sizeText(receivedBytes)
          : t("{0} of {1}", sizeText(receivedBytes), sizeText(totalBytes)),
        ...(bytesPerSecond === undefined ? [] : [`${(bytesPerSecond / 1e6).toFixed(1)} MB/s`]),
        ...(secondsLeft === undefined ? [] : [timeLeftText(secondsLeft)]),
        ...(phase === "shared" ? [t("another window downloads it")] : []),
      ].join(" · ");
  }
}

/** Share that is there, 0 to 1; undefined while the size is not known. Pure. */
export const downloadShare = ({ receivedBytes, totalBytes }: DownloadState): number | undefined =>
  totalBytes === undefined || totalBytes === 0 ? undefined : Math.min(1, receivedBytes / totalBytes);

/** A download as the panel shows it. Pure. */
export function panelDownload(state: DownloadState): PanelDownload {
  const share = downloadShare(state);
  return { uri: state.uri, name: state.name, text: downloadText(state), ...(share !== undefined && { share }) };
}
