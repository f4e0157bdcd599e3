import { env, l10n, Uri, window } from "vscode";
import { PonderFailure } from "../../protocol/errors.js";
import type { ModelRole, ModelsDownloadResult } from "../../protocol/models.js";
import { chooseModelFor, chosenModels } from "../config.js";
import type { Downloads } from "../models/downloads.js";
import type { HubTokens } from "../models/hubTokens.js";
import { licenceText, unknownLicenceText, type LicenceText } from "../models/licenceText.js";
import { pickModel } from "../models/pickModel.js";
import { loadModel, type LoadParts } from "./loadModel.js";

/** What the command works with. */
export interface GetModelParts extends LoadParts {
  readonly downloads: Downloads;
  readonly tokens: HubTokens;
}

/** What is to be had. */
interface Wanted {
  readonly uri: string;
  readonly name: string;
  readonly role: ModelRole;
  /** Absolute path, where it is on this machine already. */
  readonly path?: string;
  readonly licence: LicenceText;
  readonly hub: string;
}

/** Lets the user choose a model that fits, shows its licence, downloads it, and uses it. */
export async function getModel(parts: GetModelParts): Promise<void> {
  const picked = await pickModel(parts.server);
  if (picked === undefined) return;
  const { choice, list } = picked;
  const { folder, hub } = list;
  const wanted: Wanted =
    "uri" in choice
      ? {
          uri: choice.uri,
          name: choice.uri.split("/").at(-1) ?? choice.uri,
          role: "chat",
          licence: unknownLicenceText(choice.uri, folder, hub),
          hub,
        }
      : {
          uri: choice.file.uri,
          name: `${choice.model.name} ${choice.file.quantisation}`,
          role: choice.model.role,
          licence: licenceText(choice, folder, hub),
          hub,
          ...(choice.file.path !== undefined && { path: choice.file.path }),
        };
  if (wanted.path !== undefined) return useModel(parts, wanted.role, wanted.path);
  if (!(await consent(wanted.licence))) return;
  const result = await fetch(parts, wanted);
  if (result !== undefined) await offer(parts, wanted, result.path);
}

/** The user sees the licences and agrees, or nothing is asked of the hub. */
async function consent({ question, detail, links }: LicenceText): Promise<boolean> {
  const accept = l10n.t("Accept and Download");
  const read = l10n.t("Read the Licence");
  for (;;) {
    const choices = links.length === 0 ? [accept] : [accept, read];
    const choice = await window.showInformationMessage(question, { modal: true, detail }, ...choices);
    if (choice !== read) return choice === accept;
    for (const link of links) await env.openExternal(Uri.parse(link));
  }
}

/** A token is sent only where the hub wants one. */
async function fetch({ downloads, tokens }: GetModelParts, wanted: Wanted): Promise<ModelsDownloadResult | undefined> {
  const { uri, name, hub } = wanted;
  const attempts = [() => Promise.resolve(undefined), () => tokens.get(hub)];
  let denied: unknown;
  for (const tokenOf of attempts) {
    const token = await tokenOf();
    if (denied !== undefined && token === undefined) continue;
    try {
      return await downloads.fetch({ uri, ...(token !== undefined && { token }) }, name);
    } catch (error) {
      if (!PonderFailure.is(error, "accessDenied")) throw error;
      denied = error;
    }
  }
  while (PonderFailure.is(denied)) {
    const token = await askForToken(denied, tokens, hub);
    if (token === undefined) return undefined;
    try {
      return await downloads.fetch({ uri, token }, name);
    } catch (error) {
      if (!PonderFailure.is(error, "accessDenied")) throw error;
      denied = error;
    }
  }
  return undefined;
}

async function askForToken({ data }: PonderFailure, tokens: HubTokens, hub: string): Promise<string | undefined> {
  const enter = l10n.t("Enter a Token…");
  const choice = await window.showWarningMessage(`${data.message} ${data.hint}`, enter);
  return choice === enter ? tokens.ask(hub) : undefined;
}

/** Uses it at once where nothing else was chosen; else the user is asked. */
async function offer(parts: LoadParts, { name, role }: Wanted, path: string): Promise<void> {
  if (chosenModels()[role] === "") return useModel(parts, role, path);
  const use = role === "chat" ? l10n.t("Use It for Chat") : l10n.t("Use It for Completions");
  const choice = await window.showInformationMessage(l10n.t("{0} is here, and verified.", name), use);
  if (choice === use) await useModel(parts, role, path);
}

async function useModel(parts: LoadParts, role: ModelRole, path: string): Promise<void> {
  await chooseModelFor(role, path);
  await loadModel(parts);
}
