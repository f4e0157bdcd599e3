import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { stateFolder } from "../../../language-server/engine/llama/stateFolder.js";

const home = path.resolve("/home/u");
const elsewhere = path.resolve("/state");

describe("stateFolder", () => {
  it.each<[NodeJS.Platform, NodeJS.ProcessEnv, string]>([
    ["linux", {}, path.join(home, ".local/state/ponder")],
    ["linux", { XDG_STATE_HOME: elsewhere }, path.join(elsewhere, "ponder")],
    ["linux", { XDG_STATE_HOME: "relative" }, path.join(home, ".local/state/ponder")],
    ["darwin", {}, path.join(home, "Library/Application Support/Ponder")],
    ["win32", { LOCALAPPDATA: elsewhere }, path.join(elsewhere, "Ponder")],
    ["win32", {}, path.join(home, "AppData/Local/Ponder")],
  ])("%s %o", (platform, environment, folder) => {
    expect(stateFolder(platform, environment, home)).toBe(folder);
  });

  it("is in the home here", () => {
    expect(path.isAbsolute(stateFolder())).toBe(true);
    if (process.env["XDG_STATE_HOME"] === undefined && process.env["LOCALAPPDATA"] === undefined)
      expect(stateFolder().startsWith(os.homedir())).toBe(true);
  });
});
