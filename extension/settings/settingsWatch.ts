import { workspace } from "vscode";
import { readSettings, type SettingKey } from "../../protocol/settings.js";
import { Lifetime, type Owned } from "../lifetime.js";
import { tellBadValues } from "./badValues.js";
import { offerToMove, oldValues } from "./moveRenamed.js";

/**
 * Looks at the settings when the extension starts and after every change: values that are not allowed are told, each
 * setting once until its value is allowed again, and values under old names are offered to be moved, once a window.
 *
 * @param onFailure what could not be told or moved.
 */
export function watchSettings(onFailure: (error: unknown) => void): Owned {
  const lifetime = new Lifetime();
  let told: ReadonlySet<SettingKey> = new Set();
  const look = () => {
    const { refused } = readSettings(workspace.getConfiguration("ponder"));
    const news = refused.filter((key) => !told.has(key));
    told = new Set(refused);
    tellBadValues(news).catch(onFailure);
  };
  lifetime.own(
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("ponder")) look();
    }),
  );
  // Not while the editor starts: nobody waits for it.
  const later = setTimeout(() => {
    look();
    offerToMove(oldValues()).catch(onFailure);
  }, 0);
  lifetime.own({ dispose: () => clearTimeout(later) });
  return lifetime;
}
