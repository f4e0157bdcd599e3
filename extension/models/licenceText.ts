import { t } from "../../protocol/localise.js";
import { sizeText } from "../sizeText.js";
import type { CatalogueChoice } from "./modelItems.js";

/** What the user agrees to before a download. */
export interface LicenceText {
  readonly question: string;
  /** Lines of plain text. */
  readonly detail: string;
  /** Where the licences can be read. */
  readonly links: readonly string[];
}

/** The licences of a model of the catalogue, with where it comes from, goes to, and what is known of its hash. Pure. */
export function licenceText({ model, file }: CatalogueChoice, folder: string, hub: string): LicenceText {
  const { name, licence, base } = model;
  const lines = [
    t("Licence: {0}", licence.name),
    ...(base ? [t("Made from {0}: {1}", base.name, base.licence.name)] : []),
    ...(licence.commercial === false ? [t("This licence forbids commercial use.")] : []),
    "",
    t("From {0} ({1})", hub, file.uri.replace(/^hf:/, "")),
    t("To {0}", folder),
    file.sha256 === undefined
      ? t("SHA-256: as the hub tells it, recorded at this first download")
      : `SHA-256: ${file.sha256}`,
  ];
  return {
    question: t("Download {0} {1}, {2}?", name, file.quantisation, sizeText(file.bytes)),
    detail: lines.join("\n"),
    links: [licence.url, ...(base && base.licence.url !== licence.url ? [base.licence.url] : [])],
  };
}

/** The same for an address that is not in the catalogue: nothing is known of its licence. Pure. */
export const unknownLicenceText = (uri: string, folder: string, hub: string): LicenceText => ({
  question: t("Download {0}?", uri.replace(/^hf:/, "")),
  detail: [
    t("It is not in Ponder's list. Its licence stands on its page on the hub."),
    "",
    t("From {0}", hub),
    t("To {0}", folder),
  ].join("\n"),
  links: [],
});
