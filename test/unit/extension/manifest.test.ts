import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { commandIds } from "../../../extension/commands/commandIds.js";
import { schemes } from "../../../extension/server/schemes.js";

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Manifest {
  readonly icon: string;
  readonly contributes: {
    readonly viewsContainers: { readonly secondarySidebar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly type: string }[]>>;
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly keybindings: readonly MenuItem[];
  };
}

const root = path.resolve(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as Manifest;
const { contributes } = manifest;

describe("the manifest", () => {
  it("contributes exactly the commands that exist", () => {
    expect(contributes.commands.map(({ command }) => command)).toEqual([...commandIds]);
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(["Ponder"]));
  });

  it("offers no command that does not exist", () => {
    const offered = [...Object.values(contributes.menus).flat(), ...contributes.keybindings];
    expect(offered.length).toBeGreaterThan(0);
    expect(
      offered.flatMap(({ command }) => command ?? []).filter((id) => !(commandIds as readonly string[]).includes(id)),
    ).toEqual([]);
    for (const { submenu } of offered.filter(({ command }) => command === undefined)) {
      expect(contributes.submenus.map(({ id }) => id)).toContain(submenu);
      expect(contributes.menus[submenu ?? ""]?.length).toBeGreaterThan(0);
    }
  });

  it.each(["fix", "fixAll", "edit", "document", "refactor", "optimise"])(
    "offers %s only where an edit is possible",
    (kind) => {
      const items = Object.values(contributes.menus)
        .flat()
        .filter(({ command }) => command === `ponder.${kind}`);
      expect(items.length).toBeGreaterThan(0);
      for (const { when } of items) expect(when).toContain("isWorkspaceTrusted");
    },
  );

  it("offers the editor's menu on the documents that Ponder works on", () => {
    for (const { when } of contributes.menus["editor/context"] ?? []) {
      const pattern = /resourceScheme =~ \/(.+?)\//.exec(when ?? "")?.[1] ?? "missing";
      // In a browser window on a remote machine its files have the scheme `vscode-remote`.
      for (const scheme of [...schemes, "vscode-remote"]) expect(scheme).toMatch(new RegExp(pattern));
      for (const scheme of ["output", "ponder-proposal", "git"]) expect(scheme).not.toMatch(new RegExp(pattern));
    }
  });

  it("puts the panel into the secondary side bar, with icons that exist", () => {
    const [container] = contributes.viewsContainers.secondarySidebar;
    expect(contributes.views[container?.id ?? ""]).toMatchObject([{ id: "ponder.panel", type: "webview" }]);
    expect(readFileSync(path.join(root, container?.icon ?? "missing"), "utf8")).toContain("<svg");
    const png = readFileSync(path.join(root, manifest.icon));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([128, 128]);
  });
});
